import { needsBucket } from '../actions/input-effects.ts';
import { totalOf } from '../model/deployment.ts';
import { type Finding, note, refuse, warning } from '../model/finding.ts';
import { formatDuration } from '../text/duration.ts';
import { singleLine } from '../text/escape.ts';
import type { Platform, PreflightFacts } from './platform.ts';

/** EC2 and on-premises instances: CodeDeploy's compute platform `Server`. */
export const server: Platform = {
  targets: 'EC2 and on-premises instances',
  nouns: { one: 'instance', many: 'instances' },
  predefinedConfigurations: ['AllAtOnce', 'HalfAtATime', 'OneAtATime'].map(
    (name) => `CodeDeployDefault.${name}`,
  ),
  deploys: 'files',
  interruptionPolicy: 'stop',
  findings: (facts) => [
    ...appSpecFindings(facts),
    ...memberFindings(facts),
    ...blueGreenFindings(facts),
    ...stopFindings(facts),
    ...safetyNotes(facts),
  ],
  isWaitSatisfied(waitFor, { deployment: { status, terminationWaitStarted } }) {
    switch (waitFor) {
      case 'none':
        return true;
      case 'ready':
        return status === 'Ready' || terminationWaitStarted;
      case 'traffic-shift':
        return terminationWaitStarted;
      case 'completion':
        return false;
    }
  },
  isDone: () => false,
};

/** Of a commit that instances fetch from GitHub, nothing can be chosen or changed. */
function appSpecFindings({ inputs }: PreflightFacts): Finding[] {
  const findings: Finding[] = [];
  if (inputs.appspecValues.size > 0)
    findings.push(
      refuse('appspec-values is for AWS Lambda functions and Amazon ECS services. Leave it out.'),
    );
  if (inputs.revision !== undefined || inputs.s3Bucket !== undefined) return findings;
  const set = Object.entries({
    path: inputs.path !== '.' && inputs.path,
    appspec: inputs.appspec !== 'appspec.yml' && inputs.appspec,
  });
  for (const [input, value] of set) {
    if (value) findings.push(refuse(needsBucket(input, value)));
  }
  return findings;
}

function memberFindings({ settings, inputs }: PreflightFacts): Finding[] {
  if (!settings) return [];
  if (settings.members.length === 0) {
    return [
      refuse(
        `The deployment group ${inputs.deploymentGroupName} has no tags and no Auto Scaling group, so no instance belongs to it. Edit the deployment group: add the tags of its instances, or their Auto Scaling group.`,
      ),
    ];
  }
  return settings.namesReplacements
    ? [
        warning(
          `The deployment group ${inputs.deploymentGroupName} is blue/green and needs each deployment to name its replacement instances, which this action cannot do yet. Let the group copy its Auto Scaling group instead.`,
        ),
      ]
    : [];
}

function blueGreenFindings({ settings, inputs: { waitFor, timeout } }: PreflightFacts): Finding[] {
  if (!settings || waitFor === 'none') return [];
  if (!settings.isBlueGreen) {
    return waitFor === 'completion'
      ? []
      : [
          warning(
            `wait-for: ${waitFor} is for blue/green groups. This group deploys in place, so the step waits until the deployment is complete. Set wait-for to completion.`,
          ),
        ];
  }
  const { readyWait, terminationWait } = settings;
  const findings: Finding[] = [];
  if (readyWait !== undefined && waitFor !== 'ready') {
    const limit = formatDuration(readyWait * 60_000);
    findings.push(
      warning(
        `This blue/green group waits until somebody continues the deployment, and CodeDeploy stops it when nobody does within ${limit}. Continue it in the AWS console or with \`aws deploy continue-deployment\`, or set wait-for: ready to end the step when the new instances are ready.`,
      ),
    );
  }
  const expected = terminationWait * 60_000;
  if (waitFor === 'completion' && expected >= timeout) {
    findings.push(
      warning(
        `This blue/green group keeps the original instances for ${formatDuration(expected)} after the traffic has moved, and only then completes the deployment. That is longer than timeout (${formatDuration(timeout)}). Set wait-for: traffic-shift, or raise timeout.`,
      ),
    );
  }
  return findings;
}

function stopFindings({ brokenStop, inputs }: PreflightFacts): Finding[] {
  if (!brokenStop || inputs.ignoreApplicationStopFailures) return [];
  const { deploymentId, scriptName } = brokenStop;
  return [
    warning(
      `ApplicationStop failed in the group's last deployment, ${singleLine(deploymentId)}${scriptName ? ` (${singleLine(scriptName)})` : ''}. That script belongs to the revision on the instances, so it runs again before this revision is installed, and a fix in this revision comes too late. If it fails again, set ignore-application-stop-failures to true for one deployment.`,
    ),
  ];
}

function safetyNotes({ settings, inputs, current }: PreflightFacts): Finding[] {
  if (!settings) return [];
  const events = inputs.autoRollback ?? settings.autoRollback ?? [];
  const instances = current ? totalOf(current.counts) : 0;
  const configuration = inputs.deploymentConfigName ?? settings.deploymentConfigName;
  const notes: Finding[] = [];
  if (events.length === 0) {
    notes.push(
      note(
        'There is no automatic rollback: when the deployment fails, the instances stay as they are. Set auto-rollback to change that.',
      ),
    );
  } else if (!current) {
    notes.push(note('There is nothing to roll back to: the group has no successful deployment yet.'));
  }
  if (configuration === 'CodeDeployDefault.AllAtOnce' && instances > 1) {
    notes.push(
      note(
        `CodeDeploy deploys to all instances at once (${instances} in the last deployment), and the deployment succeeds when one of them does.`,
      ),
    );
  }
  if (settings.alarms.length > 0) {
    const alarms = settings.alarms.map(singleLine).join(', ');
    notes.push(note(`CodeDeploy stops the deployment when one of these alarms is active: ${alarms}.`));
  }
  return notes;
}
