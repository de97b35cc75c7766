import type { Context } from './actions/context.ts';
import type { Inputs } from './actions/inputs.ts';
import { setOutputs } from './actions/outputs.ts';
import type { Aws } from './aws/clients.ts';
import { explain } from './aws/explain.ts';
import { ActionError, UnfinishedError } from './control/errors.ts';
import { deploy } from './steps/deploy.ts';
import { endDryRun } from './steps/dry-run.ts';
import { failureText } from './steps/failure-text.ts';
import { prepare } from './steps/prepare.ts';
import { register } from './steps/register.ts';
import { saveConclusion } from './steps/state.ts';
import { type Draft, writeSummary } from './steps/write-summary.ts';

export interface Main {
  readonly inputs: Inputs;
  readonly aws: Aws;
  readonly context: Context;
  /** Aborts when the job is cancelled. */
  readonly cancel: AbortSignal;
}

/**
 * The whole story: look at the group, find or make the revision, deploy it, report.
 * @throws ActionError with the text of the step's one error annotation.
 */
export async function main({ inputs, aws, context, cancel }: Main): Promise<void> {
  const report: Draft = {
    region: aws.region,
    serverUrl: context.serverUrl,
    applicationName: inputs.applicationName,
    deploymentGroupName: inputs.deploymentGroupName,
  };
  const ended = new AbortController();
  let isFinished = false;
  try {
    const signal = AbortSignal.any([cancel, ended.signal]);
    const { resolved, history } = await prepare({ inputs, context, aws, signal, report });
    const { applicationName, deploymentGroupName } = inputs;
    if (inputs.dryRun) {
      endDryRun({ inputs, context, aws, report, resolved, history });
    } else if (deploymentGroupName === undefined || history === undefined) {
      await register(aws, { inputs, context, resolved, signal: cancel });
    } else {
      const group = { applicationName, deploymentGroupName };
      const options = { inputs, group, context, aws, resolved, history, cancel };
      report.conclusion = await deploy({ ...options, seen: report });
    }
    isFinished = true;
  } catch (error) {
    isFinished = isExpected(error, aws.region);
    report.failure = isAbort(error, cancel) ? cancelled : failureText(error, aws.region);
    setOutputs({ 'error-message': report.failure });
    throw new ActionError(report.failure);
  } finally {
    ended.abort();
    await writeSummary({ ...report, now: new Date() });
    if (isFinished) saveConclusion();
  }
}

/** The cancel itself, as a step or the SDK throws it on; not a failure that happened meanwhile. */
function isAbort(error: unknown, cancel: AbortSignal): boolean {
  return (
    cancel.aborted && (error === cancel.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}

const cancelled = 'The job was cancelled before a deployment was created. Nothing was deployed.';

/** After any other failure the post step looks for a deployment that was left alone. */
function isExpected(error: unknown, region: string): boolean {
  return explain(error, { region }) !== undefined && !(error instanceof UnfinishedError);
}
