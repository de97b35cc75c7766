import { info, warning } from '@actions/core';
import type { Aws } from './aws.ts';
import type { Context } from './context.ts';
import { type Conclusion, conclude, Interruption, isReached } from './deployment/conclusion.ts';
import { createDeployment } from './deployment/create.ts';
import { deploymentRequest, describe } from './deployment/request.ts';
import type { Snapshot } from './deployment/snapshot.ts';
import { stopDeployment } from './deployment/stop.ts';
import { type Trouble, watch } from './deployment/watch.ts';
import { ActionError, messageOf } from './errors.ts';
import { explain, permissionAdvice } from './explain.ts';
import type { Inputs } from './inputs.ts';
import { liveLog } from './live-log.ts';
import { setOutputs, snapshotOutputs } from './outputs.ts';
import { formatDuration } from './report/duration.ts';
import { sentence, singleLine } from './report/escape.ts';
import { failureMessage, partialSuccessMessage } from './report/failure.ts';
import { deploymentUrl } from './report/links.ts';
import type { ResolvedRevision } from './revision/resolve.ts';

/** How long the end of a stopped deployment is waited for. A cancelled job has 7.5 s in all. */
const graceAfterStop = { cancel: 3_000, timeout: 60_000 };
const pollIntervalAfterStop = 1_000;

export interface Deploy {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Aws;
  readonly resolved: ResolvedRevision;
  readonly cancel: AbortSignal;
  /** Told of each snapshot, so that a summary can be written wherever the step ends. */
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

/**
 * Starts the deployment, follows it as far as `wait-for` asks, and stops it when the job is cancelled or the time is up.
 * @throws ActionError when the deployment did not succeed.
 */
export async function deploy(options: Deploy): Promise<Conclusion> {
  const { inputs, aws, cancel } = options;
  const deploymentId = await start(options);
  const signal = AbortSignal.any([cancel, deadline(inputs.timeout)]);
  const print = liveLog();
  let last: Snapshot | undefined;
  const follow = { aws, deploymentId, waitFor: inputs.waitFor, pollInterval: inputs.pollInterval };
  const onSnapshot = (snapshot: Snapshot) => {
    last = snapshot;
    print(snapshot);
    options.onSnapshot(snapshot);
  };
  try {
    await followTo({ ...follow, signal, onSnapshot });
  } catch (error) {
    if (!signal.aborted) throw abandoned(error, { deploymentId, region: aws.region });
    await stopAndFollow({ ...follow, interruption: signal.reason, onSnapshot });
  } finally {
    if (last) setOutputs(snapshotOutputs(last));
  }
  return settle({ last, deploymentId, inputs, interruption: signal.aborted ? signal.reason : undefined });
}

async function start({ inputs, context, aws, resolved, cancel }: Deploy): Promise<string> {
  cancel.throwIfAborted();
  const description = describe(inputs.description, { context, sha: resolved.commit?.sha ?? context.sha });
  const request = deploymentRequest(inputs, { revision: resolved.revision, description });
  const deploymentId = await createDeployment(aws, request);
  const url = deploymentUrl(aws.region, deploymentId);
  setOutputs({ 'deployment-id': deploymentId, ...(url && { 'deployment-url': url }) });
  info(
    `Deployment ${singleLine(deploymentId)} of ${inputs.applicationName} to ${inputs.deploymentGroupName} created`,
  );
  if (url) info(url);
  return deploymentId;
}

interface Follow {
  readonly aws: Aws;
  readonly deploymentId: string;
  readonly waitFor: Inputs['waitFor'];
  readonly pollInterval: number;
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

async function followTo({
  waitFor,
  onSnapshot,
  ...options
}: Follow & { signal: AbortSignal }): Promise<void> {
  for await (const snapshot of watch({ ...options, onTrouble: tellTrouble })) {
    onSnapshot(snapshot);
    if (isReached(waitFor, snapshot)) return;
  }
}

function tellTrouble({ kind, error }: Trouble): void {
  const text = singleLine(messageOf(error));
  if (kind === 'unreachable')
    info(`CodeDeploy does not answer (${text}). The deployment goes on; asking again.`);
  else warning(`What happens on the instances cannot be shown: ${sentence(text)} ${permissionAdvice(error)}`);
}

/** A signal that aborts after a while, with the timeout as its reason. */
function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Interruption('timeout')), milliseconds).unref();
  return controller.signal;
}

function abandoned(
  error: unknown,
  { deploymentId, region }: { deploymentId: string; region: string },
): unknown {
  const text = explain(error, { region });
  const url = deploymentUrl(region, deploymentId) ?? '';
  return text === undefined
    ? error
    : new ActionError(`${text}\nDeployment ${deploymentId} goes on without this job. ${url}`.trim());
}

async function stopAndFollow({
  interruption,
  ...follow
}: Follow & { interruption: Interruption }): Promise<void> {
  const { aws, deploymentId } = follow;
  info(`${interruption.message} Stopping deployment ${deploymentId}.`);
  await stopDeployment(aws, deploymentId).catch((error: unknown) => {
    throw abandoned(error, { deploymentId, region: aws.region });
  });
  const signal = AbortSignal.timeout(graceAfterStop[interruption.reason]);
  try {
    await followTo({ ...follow, waitFor: 'completion', pollInterval: pollIntervalAfterStop, signal });
  } catch (error) {
    if (!signal.aborted) throw abandoned(error, { deploymentId, region: aws.region });
    info(`Deployment ${deploymentId} was told to stop, and has not yet.`);
  }
}

interface End {
  readonly last: Snapshot | undefined;
  readonly deploymentId: string;
  readonly inputs: Inputs;
  readonly interruption: Interruption | undefined;
}

/** The step's result from the deployment's. */
function settle({ last, deploymentId, inputs, interruption }: End): Conclusion {
  const conclusion = last ? conclude(inputs.waitFor, last) : 'interrupted';
  if (last && conclusion === 'succeeded-with-failures')
    warning(partialSuccessMessage(last), { title: 'CodeDeploy' });
  if (conclusion === 'reached')
    info(`wait-for is ${inputs.waitFor}: the step is done, the deployment goes on.`);
  if (conclusion === 'succeeded' || conclusion === 'succeeded-with-failures' || conclusion === 'reached') {
    return conclusion;
  }
  const why =
    interruption?.reason === 'timeout'
      ? `The deployment was not done within ${formatDuration(inputs.timeout)} (timeout), so it was stopped.`
      : interruption && 'The job was cancelled, so the deployment was stopped.';
  const shown = interruption && last ? withoutOwnStop(last) : last;
  const what = shown ? failureMessage(shown) : `Nothing is known of deployment ${deploymentId}.`;
  throw new ActionError([why, what].filter(Boolean).join('\n'));
}

/** That somebody stopped the deployment is no news when it was this job. */
function withoutOwnStop({ deployment, targets }: Snapshot): Snapshot {
  return {
    deployment: deployment.error?.code === 'MANUAL_STOP' ? { ...deployment, error: undefined } : deployment,
    targets,
  };
}
