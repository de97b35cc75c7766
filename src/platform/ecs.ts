import type { Snapshot } from '../model/deployment.ts';
import { type Finding, warning } from '../model/finding.ts';
import { formatDuration } from '../text/duration.ts';
import { filesFindings } from './appspec-revisions.ts';
import type { Platform, PreflightFacts } from './platform.ts';

const targets = 'Amazon ECS services';

/** Traffic of a service moves from one set of tasks to another. */
export const ecs: Platform = {
  targets,
  nouns: { one: 'service', many: 'services' },
  predefinedConfigurations: [
    'AllAtOnce',
    'Canary10Percent5Minutes',
    'Canary10Percent15Minutes',
    'Linear10PercentEvery1Minutes',
    'Linear10PercentEvery3Minutes',
  ].map((name) => `CodeDeployDefault.ECS${name}`),
  deploys: 'appspec',
  // A bare stop leaves the traffic where it is.
  interruptionPolicy: 'rollback',
  findings: (facts) => [...filesFindings(targets, facts), ...waitFindings(facts)],
  isWaitSatisfied(waitFor, snapshot) {
    switch (waitFor) {
      case 'none':
        return true;
      case 'ready':
        return snapshot.deployment.status === 'Ready' || hasBegunToShift(snapshot);
      case 'traffic-shift':
        return hasShifted(snapshot);
      case 'completion':
        return false;
    }
  },
  isDone: hasShifted,
};

/**
 * All traffic has moved, and the hook after that has succeeded. The deployment's own flag for it stays false on ECS
 * (https://github.com/aws/containers-roadmap/issues/269).
 */
function hasShifted({ targets: [target] }: Snapshot): boolean {
  return target?.status === 'Succeeded';
}

/** A group that continues by itself is never Ready. */
function hasBegunToShift({ targets: [target] }: Snapshot): boolean {
  const shift = target?.events.find(({ name }) => name === 'AllowTraffic');
  return shift !== undefined && shift.status !== 'Pending';
}

function waitFindings({ settings, inputs: { waitFor, timeout } }: PreflightFacts): Finding[] {
  if (!settings || waitFor === 'none') return [];
  const { readyWait, terminationWait } = settings;
  const findings: Finding[] = [];
  if (readyWait !== undefined && waitFor !== 'ready') {
    findings.push(
      warning(
        `This group waits until somebody continues the deployment; after ${formatDuration(readyWait * 60_000)} without that, it is stopped. Continue it in the AWS console or with \`aws deploy continue-deployment\`, or set wait-for: ready to end the step when it waits.`,
      ),
    );
  }
  const expected = terminationWait * 60_000;
  if (waitFor === 'completion' && expected >= timeout) {
    findings.push(
      warning(
        `This group keeps the original tasks for ${formatDuration(expected)} after the traffic has moved, and the deployment is complete only then: longer than timeout (${formatDuration(timeout)}). Set wait-for: traffic-shift, or raise timeout.`,
      ),
    );
  }
  return findings;
}
