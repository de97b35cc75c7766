import { debug, info, summary, warning } from '@actions/core';
import { type Aws, createAws } from './aws.ts';
import type { Context } from './context.ts';
import { deploy } from './deploy.ts';
import { registerRevision } from './deployment/create.ts';
import { ActionError, messageOf } from './errors.ts';
import { explain } from './explain.ts';
import type { Inputs } from './inputs.ts';
import { revisionOutputs, setOutputs } from './outputs.ts';
import { type Report, summaryOf } from './report/summary.ts';
import { toRevisionLocation } from './revision/location.ts';
import { type ResolvedRevision, resolveRevision } from './revision/resolve.ts';

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
  try {
    const resolved = await resolveRevision({
      inputs,
      context,
      aws,
      signal: cancel,
      log: info,
      warn: warning,
    });
    report.revision = resolved.revision;
    report.commit = resolved.commit;
    setOutputs({
      ...revisionOutputs(resolved.revision),
      uploaded: String(resolved.uploaded),
      ...(resolved.sha256 && { 'bundle-sha256': resolved.sha256 }),
    });
    if (inputs.deploymentGroupName === undefined) {
      await register(aws, { inputs, resolved, signal: cancel });
    } else {
      const onSnapshot = (snapshot: Report['snapshot']) => {
        report.snapshot = snapshot;
      };
      report.conclusion = await deploy({ inputs, context, aws, resolved, cancel, onSnapshot });
    }
  } catch (error) {
    report.failure = isAbort(error, cancel) ? cancelled : failureOf(error, aws.region);
    setOutputs({ 'error-message': report.failure });
    throw new ActionError(report.failure);
  } finally {
    await writeSummary(summaryOf({ ...report, now: new Date() }));
  }
}

/** The cancel itself, as a step or the SDK throws it on; not a failure that happened meanwhile. */
function isAbort(error: unknown, cancel: AbortSignal): boolean {
  return (
    cancel.aborted && (error === cancel.reason || (error instanceof Error && error.name === 'AbortError'))
  );
}

const cancelled = 'The job was cancelled before a deployment was created. Nothing was deployed.';

/** A summary that can't be written does not change what became of the deployment. */
async function writeSummary(text: string): Promise<void> {
  try {
    await summary.addRaw(text).write();
  } catch (error) {
    warning(`The job summary could not be written: ${messageOf(error)}`);
  }
}

type Draft = { -readonly [Key in keyof Omit<Report, 'now'>]: Report[Key] };

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

function failureOf(error: unknown, region: string): string {
  const text = explain(error, { region });
  if (text !== undefined) return text;
  debug(error instanceof Error ? (error.stack ?? '') : '');
  return `Unexpected failure: ${messageOf(error)}. This is a bug of codedeploy-action: please report it. With debug logging (re-run with "Enable debug logging") the log shows where it happened.`;
}
