import { info } from '@actions/core';
import { deploymentLine } from '../deployment/describe.ts';
import { isOfEarlierAttempt } from '../deployment/find-created.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import type { Finding } from '../model/finding.ts';
import { assertDeployable, busyReason } from '../preflight/blockers.ts';
import type { Plan } from '../report/plan.ts';
import { requestFor } from './deploy.ts';
import type { Prepare, Prepared } from './prepare.ts';
import { registrationFor } from './register.ts';

/**
 * The end of a dry run: the plan goes into the report, and nothing is sent.
 * @throws ActionError when a deployment would be refused now.
 */
export function endDryRun(options: Omit<Prepare, 'signal'> & Prepared): void {
  const { inputs, context, aws, report, history } = options;
  const marker = createRunMarker(context);
  report.plan = planOf(options, marker);
  report.findings = [...(report.findings ?? []), ...overlapNotes(options, marker)];
  info('dry-run is true: nothing is uploaded, registered or deployed. The plan is in the job summary.');
  assertDeployable(report, { inputs, region: aws.region, history, run: runOf(marker) });
}

function planOf(
  { inputs, context, resolved, history }: Omit<Prepare, 'signal'> & Prepared,
  marker: string,
): Plan {
  const { revision, sha256, bundle, found } = resolved;
  const deploys = inputs.deploymentGroupName !== undefined;
  return {
    revision,
    sha256,
    bundle,
    found,
    settings: history?.settings,
    current: history?.current,
    request: deploys
      ? { operation: 'CreateDeployment', input: requestFor({ inputs, context, resolved, marker }) }
      : { operation: 'RegisterApplicationRevision', input: registrationFor({ inputs, context, resolved }) },
  };
}

const policies = { wait: 'It would be waited for', stop: 'It would be stopped', fail: 'The step would fail' };

/** None for a deployment that is in the way: why, the refusal tells. */
function overlapNotes(
  { inputs, aws, resolved, history }: Omit<Prepare, 'signal'> & Prepared,
  marker: string,
): Finding[] {
  const { region } = aws;
  if (!history || busyReason({ inputs, region, history, run: runOf(marker) }) !== undefined) return [];
  const mark = { marker, revision: resolved.revision };
  return history.active.map((other) => {
    const fate = isOfEarlierAttempt(other, mark)
      ? 'An earlier attempt of this run has created it, so it would be followed'
      : `${policies[inputs.ifInProgress]} (if-in-progress: ${inputs.ifInProgress})`;
    const shown = deploymentLine(other, { region, now: new Date() });
    return { severity: 'note', text: `Another deployment is active in the group: ${shown}. ${fate}.` };
  });
}
