import { info, warning } from '@actions/core';
import { judgeAppSpec } from './appspec-verdict.ts';
import { type Aws, createAws } from './aws.ts';
import type { Context } from './context.ts';
import { deploy } from './deploy.ts';
import { registerRevision } from './deployment/create.ts';
import { ActionError, UnfinishedError } from './errors.ts';
import { explain } from './explain.ts';
import { failureText } from './failure-text.ts';
import type { Inputs } from './inputs.ts';
import { revisionOutputs, setOutputs } from './outputs.ts';
import { toRevisionLocation } from './revision/location.ts';
import { type ResolvedRevision, resolveRevision } from './revision/resolve.ts';
import { saveConclusion } from './state.ts';
import { type Draft, writeSummary } from './summary.ts';

export interface Main {
  readonly inputs: Inputs;
  readonly context: Context;
  /** Aborts when the job is cancelled. */
  readonly cancel: AbortSignal;
}

/**
 * The whole story: find or make the revision, deploy it, report.
 * @throws ActionError with the text of the step's one error annotation.
 */
export async function main({ inputs, context, cancel }: Main): Promise<void> {
  const aws = await createAws(inputs.awsRegion, context);
  const report: Draft = {
    region: aws.region,
    serverUrl: context.serverUrl,
    applicationName: inputs.applicationName,
    deploymentGroupName: inputs.deploymentGroupName,
  };
  let isFinished = false;
  try {
    const resolved = await resolveRevision({
      inputs,
      context,
      aws,
      signal: cancel,
      log: info,
      warn: warning,
      judge(problems, commit) {
        report.commit = commit;
        report.appSpecProblems = problems;
        judgeAppSpec(problems, inputs.appspecCheck);
      },
    });
    report.revision = resolved.revision;
    report.commit = resolved.commit;
    setOutputs({
      ...revisionOutputs(resolved.revision),
      uploaded: String(resolved.uploaded),
      ...(resolved.sha256 && { 'bundle-sha256': resolved.sha256 }),
    });
    const { applicationName, deploymentGroupName } = inputs;
    if (deploymentGroupName === undefined) {
      await register(aws, { inputs, resolved, signal: cancel });
    } else {
      const group = { applicationName, deploymentGroupName };
      report.conclusion = await deploy({ inputs, group, context, aws, resolved, cancel, seen: report });
    }
    isFinished = true;
  } catch (error) {
    isFinished = isExpected(error, aws.region);
    report.failure = isAbort(error, cancel) ? cancelled : failureText(error, aws.region);
    setOutputs({ 'error-message': report.failure });
    throw new ActionError(report.failure);
  } finally {
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

async function register(
  aws: Aws,
  { inputs, resolved, signal }: { inputs: Inputs; resolved: ResolvedRevision; signal: AbortSignal },
): Promise<void> {
  const request = {
    applicationName: inputs.applicationName,
    revision: toRevisionLocation(resolved.revision),
    ...(inputs.description && { description: inputs.description }),
  };
  await registerRevision(aws, { request, signal });
  info(
    `Revision registered with ${inputs.applicationName}. No deployment-group-name is set, so nothing was deployed.`,
  );
}
