import { info } from '@actions/core';
import type { InterruptionPolicy } from '../actions/inputs.ts';
import { setOutputs, snapshotOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import { patiently } from '../aws/retry.ts';
import { ActionError, UnfinishedError, withReason } from '../control/errors.ts';
import { awaitRollback, type Expectation, isRollbackExpected } from '../deployment/rollback.ts';
import { type StopResult, stopDeployment } from '../deployment/stop.ts';
import { abandoned, follow, UnreadableError } from '../deployment/wait.ts';
import { isCompleted, type Snapshot, withoutManualStop } from '../model/deployment.ts';
import type { WaitFor } from '../model/outcome.ts';
import { failureMessage } from '../report/failure.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { liveLog, logReadIssue } from './progress-log.ts';

/** What the last look showed, for the report that is written wherever the step ends. */
export interface Seen {
  deploymentId?: string | undefined;
  snapshot?: Snapshot | undefined;
  /** Of the deployment that rolls the other one back. */
  rollback?: Snapshot | undefined;
}

export interface Following {
  readonly aws: Aws;
  readonly deploymentId: string;
  /** Kept up to date. */
  readonly seen: Seen;
  /** Milliseconds. */
  readonly pollInterval: number;
  readonly signal: AbortSignal;
}

/** A deployment that was told to stop does so soon. Milliseconds. */
const pollIntervalAfterStop = 1_000;

/** Shows a deployment until it is where `waitFor` wants it; tells whether it is, or the signal aborted before. */
export async function followDeployment(waitFor: WaitFor, { seen, ...options }: Following): Promise<boolean> {
  const print = liveLog(seen.snapshot);
  try {
    return await follow({
      ...options,
      waitFor,
      onReadIssue: logReadIssue,
      onSnapshot: (snapshot) => {
        print(snapshot);
        seen.snapshot = snapshot;
      },
    });
  } finally {
    if (seen.snapshot) setOutputs(snapshotOutputs(seen.snapshot));
  }
}

/**
 * Stops a deployment and shows its end, as far as the signal allows.
 * @throws ActionError when it can't be stopped or read, UnfinishedError when CodeDeploy does not answer in time.
 */
export async function endDeployment(
  policy: Exclude<InterruptionPolicy, 'leave'>,
  following: Following,
): Promise<void> {
  const { deploymentId } = following;
  const result = await stop(policy, following);
  try {
    const hasEnded = await followDeployment('completion', {
      ...following,
      pollInterval: pollIntervalAfterStop,
    });
    if (!hasEnded) info(`Deployment ${singleLine(deploymentId)} was told to stop, and has not yet.`);
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    throw new ActionError(`${stopLines(result, policy, following)}\n${error.message}`, { cause: error });
  }
}

/**
 * Does what the policy says about a deployment that the role may not read.
 * @throws ActionError, always: what becomes of it can't be known.
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
    throw new ActionError(`${why}\nThe deployment goes on (${input} is leave).\n${url}`.trim());
  }
  const result = await stop(policy, following).catch((error: unknown) => {
    throw withReason(why, error);
  });
  throw new ActionError(`${why}\n${stopLines(result, policy, following)}`);
}

const stopResults: Readonly<Record<StopResult, string>> = {
  stopping: 'was told to stop. Whether it has, is not known to this job.',
  stopped: 'was stopped.',
  completed: 'had ended before it could be stopped. How it ended is not known to this job.',
};

function stopLines(result: StopResult, policy: InterruptionPolicy, { aws, deploymentId }: Following): string {
  const rollback =
    policy === 'rollback' && result !== 'completed' ? ' A rollback was asked for, and is not followed.' : '';
  const url = deploymentUrl(aws.region, deploymentId) ?? '';
  return `Deployment ${singleLine(deploymentId)} ${stopResults[result]}${rollback}\n${url}`.trim();
}

/** @throws ActionError when it can't be stopped, UnfinishedError when CodeDeploy does not answer in time. */
async function stop(
  policy: Exclude<InterruptionPolicy, 'leave'>,
  { aws, deploymentId, signal }: Following,
): Promise<StopResult> {
  info(`Stopping deployment ${singleLine(deploymentId)}${policy === 'rollback' ? ', to roll back' : ''}`);
  const request = { deploymentId, signal, ...(policy === 'rollback' && { autoRollbackEnabled: true }) };
  const patience = { signal, limit: Number.POSITIVE_INFINITY, onReadIssue: logReadIssue };
  return await patiently(() => stopDeployment(aws, request), patience).catch((error: unknown) => {
    if (!signal.aborted) throw abandoned(error, { deploymentId, region: aws.region });
    const url = deploymentUrl(aws.region, deploymentId) ?? '';
    const text = `CodeDeploy did not answer the request to stop deployment ${singleLine(deploymentId)} in time. It may go on. ${url}`;
    throw new UnfinishedError(text.trim(), { cause: error });
  });
}

/**
 * Shows the rollback of a deployment that has failed or was stopped, as far as the signal allows.
 * @throws ActionError when it can't be read: with what is known of the deployment.
 */
export async function followRollback(expectation: Expectation, following: Following): Promise<void> {
  const { aws, seen } = following;
  try {
    await showRollback(expectation, following);
  } catch (error) {
    const text = explain(error, { region: aws.region });
    if (text === undefined || !seen.snapshot) throw error;
    const snapshot = expectation.policy ? withoutManualStop(seen.snapshot) : seen.snapshot;
    const message = `${failureMessage(snapshot, seen.rollback)}\nWhat becomes of its rollback is not known to this job. ${text}`;
    throw new ActionError(message, { cause: error });
  }
}

async function showRollback(expectation: Expectation, following: Following): Promise<void> {
  const { aws, deploymentId, seen, signal } = following;
  if (!seen.snapshot) return;
  if (isRollbackExpected(seen.snapshot.deployment, expectation)) {
    const deployment = await awaitRollback(seen.snapshot.deployment, {
      aws,
      signal,
      onReadIssue: logReadIssue,
    });
    seen.snapshot = { ...seen.snapshot, deployment };
    setOutputs(snapshotOutputs(seen.snapshot));
  }
  const { rollbackDeploymentId } = seen.snapshot.deployment;
  if (!rollbackDeploymentId) return;
  const url = deploymentUrl(aws.region, rollbackDeploymentId);
  info(`Deployment ${singleLine(deploymentId)} is rolled back by ${singleLine(rollbackDeploymentId)}`);
  if (url) info(url);
  const print = liveLog(undefined);
  await follow({
    ...following,
    deploymentId: rollbackDeploymentId,
    waitFor: 'completion',
    onReadIssue: logReadIssue,
    onSnapshot: (rollback) => {
      print(rollback);
      seen.rollback = rollback;
    },
  });
}

/** Neither the deployment nor its rollback is under way any more. */
export function isOver({ snapshot, rollback }: Seen): boolean {
  if (!snapshot || !isCompleted(snapshot.deployment)) return false;
  return (
    snapshot.deployment.rollbackDeploymentId === undefined || (!!rollback && isCompleted(rollback.deployment))
  );
}
