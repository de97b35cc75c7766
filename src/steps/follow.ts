import { group, info } from '@actions/core';
import { setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import { retryTransient } from '../aws/retry-transient.ts';
import { ActionError, UnfinishedError, withReason } from '../control/errors.ts';
import { awaitRollback, type Expectation, isRollbackExpected } from '../deployment/rollback.ts';
import { type StopResult, stopDeployment } from '../deployment/stop.ts';
import { abandoned, UnreadableError, waitUntil } from '../deployment/wait.ts';
import { isCompleted, type Snapshot, withoutManualStop } from '../model/deployment.ts';
import type { InterruptionPolicy } from '../model/policies.ts';
import { failureMessage } from '../report/failure.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { snapshotOutputs } from './output-values.ts';
import { createProgressLog, logEnd, logReadIssue } from './progress-log.ts';
import type { Observe } from './report-builder.ts';

export interface Following {
  readonly aws: Aws;
  readonly deploymentId: string;
  /** Milliseconds; `undefined`: a tenth of the time so far. */
  readonly pollInterval: number | undefined;
  readonly observe: Observe;
  readonly signal: AbortSignal;
}

/** How far the step followed a deployment. */
export interface Followed {
  /** The last snapshot; `undefined` when there is none. */
  readonly snapshot: Snapshot | undefined;
  /** The deployment has ended or has reached what `wait-for` asks. If false, the signal aborted first. */
  readonly isDone: boolean;
}

/** When to stop following a deployment that has not ended. */
export type IsSatisfied = (snapshot: Snapshot) => boolean;

const untilItEnds: IsSatisfied = () => false;

/** Reads the deployment once, whatever its status. */
export const atOnce: IsSatisfied = () => true;

/** Milliseconds. A deployment stops soon after the request. */
const pollIntervalAfterStop = 1_000;

/** Shows a deployment until it ends or `isSatisfied` accepts it. `shown`: the snapshot that the log already shows. */
export async function followDeployment(
  isSatisfied: IsSatisfied,
  { observe, ...options }: Following,
  { shown, isStopping = false }: { shown?: Snapshot | undefined; isStopping?: boolean } = {},
): Promise<Followed> {
  const print = createProgressLog(shown, { isStopping });
  let last = shown;
  try {
    const isDone = await waitUntil({
      ...options,
      isSatisfied,
      onReadIssue: logReadIssue,
      onSnapshot: (snapshot) => {
        print(snapshot);
        observe({ snapshot });
        last = snapshot;
      },
    });
    return { snapshot: last, isDone };
  } finally {
    if (last) setOutputs(snapshotOutputs(last));
  }
}

/**
 * Stops a deployment and shows it until it ends or the signal aborts.
 * @returns the last snapshot.
 * @throws ActionError when the step cannot stop or read it, UnfinishedError when CodeDeploy does not answer in time.
 */
export async function endDeployment(
  policy: Exclude<InterruptionPolicy, 'leave'>,
  following: Following,
  shown: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  const { deploymentId } = following;
  const result = await stop(policy, following);
  try {
    const options = { ...following, pollInterval: pollIntervalAfterStop };
    const { snapshot, isDone } = await followDeployment(untilItEnds, options, { shown, isStopping: true });
    if (!isDone) info(`Deployment ${singleLine(deploymentId)} was asked to stop, but has not stopped yet.`);
    return snapshot;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new ActionError(`${stopLines(result, policy, following)}\n${error.message}`, { cause: error });
  }
}

/**
 * Applies the policy to a deployment that the role may not read.
 * @throws ActionError, always: the step cannot see how the deployment ends.
 */
export async function endUnread(
  denial: UnreadableError,
  { policy, input }: { policy: InterruptionPolicy; input: string },
  following: Following,
): Promise<never> {
  const { aws, deploymentId } = following;
  const cannot = `This job cannot follow deployment ${singleLine(deploymentId)}.`;
  info(cannot);
  const why = `${cannot} ${denial.message}`;
  if (policy === 'leave') {
    const url = deploymentUrl(aws.region, deploymentId) ?? '';
    throw new ActionError(`${why}\nThe deployment continues (${input} is leave).\n${url}`.trim());
  }
  const result = await stop(policy, following).catch((error: unknown) => {
    throw withReason(why, error);
  });
  throw new ActionError(`${why}\n${stopLines(result, policy, following)}`);
}

const stopResults: Readonly<Record<StopResult, string>> = {
  stopping: 'was asked to stop. This job does not know whether it has stopped.',
  stopped: 'was stopped.',
  completed: 'ended before it could be stopped. This job does not know how it ended.',
};

function stopLines(result: StopResult, policy: InterruptionPolicy, { aws, deploymentId }: Following): string {
  const rollback =
    policy === 'rollback' && result !== 'completed'
      ? ' The step asked for a rollback, but does not follow it.'
      : '';
  const url = deploymentUrl(aws.region, deploymentId) ?? '';
  return `Deployment ${singleLine(deploymentId)} ${stopResults[result]}${rollback}\n${url}`.trim();
}

/** @throws ActionError when CodeDeploy refuses to stop it, UnfinishedError when CodeDeploy does not answer in time. */
async function stop(
  policy: Exclude<InterruptionPolicy, 'leave'>,
  { aws, deploymentId, signal }: Following,
): Promise<StopResult> {
  info(`Stopping deployment ${singleLine(deploymentId)}${policy === 'rollback' ? ', to roll back' : ''}`);
  const request = { deploymentId, signal, ...(policy === 'rollback' && { autoRollbackEnabled: true }) };
  const forEver = { signal, retryFor: Number.POSITIVE_INFINITY, onReadIssue: logReadIssue };
  return await retryTransient(() => stopDeployment(aws, request), forEver).catch((error: unknown) => {
    if (!signal.aborted) throw abandoned(error, { deploymentId, region: aws.region });
    const url = deploymentUrl(aws.region, deploymentId) ?? '';
    const text = `CodeDeploy did not answer the request to stop deployment ${singleLine(deploymentId)} in time. The deployment may continue. ${url}`;
    throw new UnfinishedError(text.trim(), { cause: error });
  });
}

/** How a deployment and its rollback ended. */
export interface Ending {
  readonly snapshot: Snapshot | undefined;
  /** The rollback's last snapshot; `undefined` when there is no rollback, or the step has not read it. */
  readonly rollback: Snapshot | undefined;
}

/**
 * Shows the rollback of a failed or stopped deployment until it ends or the signal aborts.
 * @throws ActionError with what is known of the deployment, when the step cannot read the rollback.
 */
export async function followRollback(
  ended: Snapshot | undefined,
  expectation: Expectation,
  following: Following,
): Promise<Ending> {
  if (!ended) return { snapshot: undefined, rollback: undefined };
  logEnd(ended);
  let snapshot = ended;
  let rollback: Snapshot | undefined;
  try {
    snapshot = await awaitRollbackOf(ended, expectation, following);
    await showRollback(snapshot, following, (seen) => {
      rollback = seen;
    });
    return { snapshot, rollback };
  } catch (error) {
    const text = explain(error, { region: following.aws.region });
    if (text === undefined) throw error;
    const shown = expectation.policy ? withoutManualStop(snapshot) : snapshot;
    throw new ActionError(
      `${failureMessage(shown, rollback)}\nThis job does not know what happens to its rollback. ${text}`,
      { cause: error },
    );
  }
}

/** Adds the rollback's id to the snapshot once CodeDeploy names it. */
async function awaitRollbackOf(
  snapshot: Snapshot,
  expectation: Expectation,
  { aws, signal, observe }: Following,
): Promise<Snapshot> {
  if (!isRollbackExpected(snapshot.deployment, expectation)) return snapshot;
  const deployment = await awaitRollback(snapshot.deployment, { aws, signal, onReadIssue: logReadIssue });
  const known = { ...snapshot, deployment };
  observe({ snapshot: known });
  setOutputs(snapshotOutputs(known));
  return known;
}

async function showRollback(
  { deployment }: Snapshot,
  { observe, ...options }: Following,
  onSnapshot: (rollback: Snapshot) => void,
): Promise<void> {
  const { id, rollbackDeploymentId } = deployment;
  if (!rollbackDeploymentId) return;
  const url = deploymentUrl(options.aws.region, rollbackDeploymentId);
  info(`Deployment ${singleLine(id)} is rolled back by ${singleLine(rollbackDeploymentId)}`);
  if (url) info(url);
  const print = createProgressLog(undefined);
  let last: Snapshot | undefined;
  await group('Rollback', () =>
    waitUntil({
      ...options,
      deploymentId: rollbackDeploymentId,
      isSatisfied: untilItEnds,
      onReadIssue: logReadIssue,
      onSnapshot: (rollback) => {
        last = rollback;
        print(rollback);
        observe({ rollback });
        onSnapshot(rollback);
      },
    }),
  );
  logEnd(last);
}

/** The deployment is known, and has ended. */
export function isEnded(snapshot: Snapshot | undefined): boolean {
  return snapshot !== undefined && isCompleted(snapshot.deployment);
}

/** Both the deployment and its rollback, if any, have ended. */
export function isOver({ snapshot, rollback }: Ending): boolean {
  if (!snapshot || !isCompleted(snapshot.deployment)) return false;
  return (
    snapshot.deployment.rollbackDeploymentId === undefined || (!!rollback && isCompleted(rollback.deployment))
  );
}
