import { info } from '@actions/core';
import type { Aws } from './aws.ts';
import { abandoned, follow } from './deployment/follow.ts';
import { patiently } from './deployment/patience.ts';
import { awaitRollback, type Expectation, isRollbackExpected } from './deployment/rollback.ts';
import { isCompleted, type Snapshot } from './deployment/snapshot.ts';
import { stopDeployment } from './deployment/stop.ts';
import { UnfinishedError } from './errors.ts';
import type { InterruptionPolicy, WaitFor } from './inputs.ts';
import { liveLog, logTrouble } from './live-log.ts';
import { setOutputs, snapshotOutputs } from './outputs.ts';
import { singleLine } from './report/escape.ts';
import { deploymentUrl } from './report/links.ts';

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
      onTrouble: logTrouble,
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
 * @throws ActionError when it can't be stopped, UnfinishedError when CodeDeploy does not answer in time.
 */
export async function endDeployment(
  policy: Exclude<InterruptionPolicy, 'leave'>,
  following: Following,
): Promise<void> {
  const { aws, deploymentId, signal } = following;
  info(`Stopping deployment ${singleLine(deploymentId)}${policy === 'rollback' ? ', to roll back' : ''}`);
  const request = { deploymentId, signal, ...(policy === 'rollback' && { autoRollbackEnabled: true }) };
  const patience = { signal, limit: Number.POSITIVE_INFINITY, onTrouble: logTrouble };
  await patiently(() => stopDeployment(aws, request), patience).catch((error: unknown) => {
    if (!signal.aborted) throw abandoned(error, { deploymentId, region: aws.region });
    const url = deploymentUrl(aws.region, deploymentId) ?? '';
    const text = `CodeDeploy did not answer the request to stop deployment ${singleLine(deploymentId)} in time. It may go on. ${url}`;
    throw new UnfinishedError(text.trim(), { cause: error });
  });
  const hasEnded = await followDeployment('completion', {
    ...following,
    pollInterval: pollIntervalAfterStop,
  });
  if (!hasEnded) info(`Deployment ${singleLine(deploymentId)} was told to stop, and has not yet.`);
}

/** Shows the rollback of a deployment that has failed or was stopped, as far as the signal allows. */
export async function followRollback(expectation: Expectation, following: Following): Promise<void> {
  const { aws, deploymentId, seen, signal } = following;
  if (!seen.snapshot) return;
  if (isRollbackExpected(seen.snapshot.deployment, expectation)) {
    const deployment = await awaitRollback(seen.snapshot.deployment, { aws, signal, onTrouble: logTrouble });
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
    onTrouble: logTrouble,
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
