import type { Context } from './actions/context.ts';
import type { Inputs } from './actions/inputs.ts';
import { setOutputs } from './actions/outputs.ts';
import type { Aws } from './aws/clients.ts';
import { explain } from './aws/explain.ts';
import { ActionError, UnfinishedError } from './control/errors.ts';
import { summaryOf } from './report/summary.ts';
import { deploy } from './steps/deploy.ts';
import { endDryRun } from './steps/dry-run.ts';
import { failureText } from './steps/failure-text.ts';
import { prepare } from './steps/prepare.ts';
import { register } from './steps/register.ts';
import { createReportBuilder } from './steps/report-builder.ts';
import { saveFinished } from './steps/state.ts';
import { writeSummary } from './steps/write-summary.ts';

export interface Main {
  readonly inputs: Inputs;
  readonly aws: Aws;
  readonly context: Context;
  /** Aborts when the job is cancelled. */
  readonly cancel: AbortSignal;
}

/**
 * Runs the main step: reads the group, finds or makes the revision, deploys it and reports.
 * @throws ActionError with the text of the step's one error annotation.
 */
export async function main(run: Main): Promise<void> {
  const { inputs, aws, context, cancel } = run;
  const { applicationName, deploymentGroupName } = inputs;
  const { observe, report } = createReportBuilder({
    region: aws.region,
    serverUrl: context.serverUrl,
    applicationName,
    deploymentGroupName,
  });
  const ended = new AbortController();
  let isFinished = false;
  try {
    const signal = AbortSignal.any([cancel, ended.signal]);
    const prepared = await prepare({ ...run, signal, observe });
    const { groupState } = prepared;
    if (inputs.dryRun) {
      endDryRun({ ...run, ...prepared, observe });
    } else if (deploymentGroupName === undefined || groupState === undefined) {
      await register({ ...run, ...prepared, signal: cancel });
    } else {
      const group = { applicationName, deploymentGroupName };
      await deploy({ ...run, ...prepared, group, groupState, observe });
    }
    isFinished = true;
  } catch (error) {
    isFinished = isExpected(error, aws.region);
    const failure = isAbort(error, cancel) ? cancelled : failureText(error, aws.region);
    observe({ failure });
    setOutputs({ 'error-message': failure });
    throw new ActionError(failure);
  } finally {
    ended.abort();
    await writeSummary(summaryOf(report()));
    if (isFinished) saveFinished();
  }
}

/** Whether the error is the cancellation itself, as rethrown by a step or the SDK, and not an unrelated failure. */
function isAbort(error: unknown, cancel: AbortSignal): boolean {
  return (
    cancel.aborted && (error === cancel.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}

const cancelled = 'The job was cancelled before a deployment was created. Nothing was deployed.';

/** After an unexpected failure, the post step looks for a deployment that is still running. */
function isExpected(error: unknown, region: string): boolean {
  return explain(error, { region }) !== undefined && !(error instanceof UnfinishedError);
}
