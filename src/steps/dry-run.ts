import { info } from '@actions/core';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import { deploymentLine } from '../deployment/describe.ts';
import { isOfEarlierAttempt } from '../deployment/find-created.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import { type Finding, note } from '../model/finding.ts';
import { assertDeployable, busyReason } from '../preflight/blockers.ts';
import type { Plan } from '../report/plan.ts';
import type { Prepared } from './prepare.ts';
import type { Observe } from './report-builder.ts';
import { deploymentRequestFor, registrationRequestFor } from './requests.ts';

export interface DryRun extends Prepared {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Pick<Aws, 'region'>;
  readonly observe: Observe;
}

/**
 * Ends a dry run: adds the plan to the report and sends nothing.
 * @throws ActionError when the step would refuse to deploy now.
 */
export function endDryRun(options: DryRun): void {
  const { inputs, context, aws, groupState, observe } = options;
  const marker = createRunMarker(context);
  const findings = [...options.findings, ...concurrencyNotes(options, marker)];
  observe({ plan: planOf(options, marker), findings });
  info('dry-run is true: nothing is uploaded, registered or deployed. The plan is in the job summary.');
  const run = runOf(marker);
  assertDeployable({
    inputs,
    region: aws.region,
    groupState,
    run,
    findings,
    appSpecProblems: options.problems,
  });
}

function planOf({ inputs, context, revision, groupState }: DryRun, marker: string): Plan {
  const { sha256, bundle, found } = revision;
  const facts = { inputs, context, revision };
  return {
    revision: revision.revision,
    sha256,
    bundle,
    found,
    settings: groupState?.settings,
    current: groupState?.current,
    request:
      inputs.deploymentGroupName === undefined
        ? { operation: 'RegisterApplicationRevision', input: registrationRequestFor(facts) }
        : { operation: 'CreateDeployment', input: deploymentRequestFor({ ...facts, marker }) },
  };
}

const policies = {
  wait: 'The step would wait for it',
  stop: 'The step would stop it',
  fail: 'The step would fail',
};

/** Says what would happen to other active deployments. The refusal already names a deployment that blocks this one. */
function concurrencyNotes({ inputs, aws, revision, groupState }: DryRun, marker: string): Finding[] {
  const { region } = aws;
  if (!groupState || busyReason({ inputs, region, groupState, run: runOf(marker) }) !== undefined) return [];
  const identity = { marker, revision: revision.revision };
  return groupState.active.map((other) => {
    const fate = isOfEarlierAttempt(other, identity)
      ? 'An earlier attempt of this run created it, so the step would follow it'
      : `${policies[inputs.ifInProgress]} (if-in-progress: ${inputs.ifInProgress})`;
    const shown = deploymentLine(other, { region, now: new Date() });
    return note(`Another deployment is active in the group: ${shown}. ${fate}.`);
  });
}
