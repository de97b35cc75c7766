import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/clients.ts';
import { isFromCall } from '../aws/error-kinds.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { type Deployment, isCompleted, type Snapshot } from '../model/deployment.ts';
import { intervalAt } from './poll-interval.ts';
import { createReader, type Reader } from './reader.ts';

/** While nothing moves, targets are read at every second, fourth, … poll, at most this many polls apart. */
const longestRest = 4;
/** An instance's last report, and the rollback, may follow the deployment's own end by a moment. */
const settlingTime = 1_000;
const looksAtEnd = 3;
/** Milliseconds. */
const longestPause = 60_000;

export interface Poll {
  readonly aws: Pick<Aws, 'codedeploy'>;
  readonly deploymentId: string;
  /** Milliseconds; `undefined`: as {@link intervalAt} says. */
  readonly pollInterval: number | undefined;
  readonly signal: AbortSignal;
  /** Told once for each kind of trouble that does not end the watch. */
  readonly onReadIssue: (trouble: ReadIssue) => void;
}

/**
 * Follows a deployment until it is completed: a snapshot for each poll.
 * Ends with the deployment, or throws when `signal` aborts before or GetDeployment fails for good.
 */
export async function* poll(options: Poll): AsyncGenerator<Snapshot, void, undefined> {
  const { aws, deploymentId, pollInterval, signal, onReadIssue } = options;
  const reader = createReader({ codedeploy: aws.codedeploy, deploymentId, signal }, onReadIssue);
  const since = Date.now();
  let last: Deployment | undefined;
  let pollsBetweenLooks = 1;
  let pollsSinceLook = 0;
  let failures = 0;
  for (;;) {
    const began = Date.now();
    const deployment = await reader.deployment();
    failures = deployment ? 0 : failures + 1;
    if (deployment && isCompleted(deployment)) {
      const pause = Math.min(settlingTime, intervalAt(0, pollInterval));
      yield await lastSnapshot(reader, { deployment, pause, signal });
      return;
    }
    if (deployment) {
      pollsSinceLook += 1;
      const moved = !last || hasMoved(last, deployment);
      if (deployment.status !== 'Created' && (moved || pollsSinceLook >= pollsBetweenLooks)) {
        const targetMoved = await reader.look(deployment);
        pollsBetweenLooks = moved || targetMoved ? 1 : Math.min(pollsBetweenLooks * 2, longestRest);
        pollsSinceLook = 0;
      }
      last = deployment;
      yield reader.snapshot(deployment);
    }
    const interval = intervalAt(began - since, pollInterval);
    const rest = began + jitter(intervalAfter(failures, interval)) - Date.now();
    await sleep(Math.max(0, rest), undefined, { signal });
  }
}

interface Completed {
  readonly deployment: Deployment;
  readonly pause: number;
  readonly signal: AbortSignal;
}

/** A completed deployment with all that can still be learned. What fails now costs details only: the result is known. */
async function lastSnapshot(reader: Reader, { deployment, pause, signal }: Completed): Promise<Snapshot> {
  let known = deployment;
  try {
    for (let looks = 1; ; looks += 1) {
      if (!reader.isDone(known)) await reader.sweep();
      const isToldAll = reader.isDone(known) && (looks > 1 || isRollbackKnown(known));
      if (isToldAll || looks === looksAtEnd) break;
      await sleep(pause, undefined, { signal });
      known = (await reader.deployment()) ?? known;
    }
  } catch (error) {
    if (!signal.aborted && !isFromCall(error)) throw error;
  }
  return reader.snapshot(known);
}

function isRollbackKnown({ status, rollbackDeploymentId, rollbackMessage }: Deployment): boolean {
  return status === 'Succeeded' || rollbackDeploymentId !== undefined || rollbackMessage !== undefined;
}

function hasMoved(before: Deployment, now: Deployment): boolean {
  return before.status !== now.status || JSON.stringify(before.counts) !== JSON.stringify(now.counts);
}

/** While CodeDeploy does not answer, each pause is twice the one before. */
function intervalAfter(failures: number, interval: number): number {
  return Math.max(interval, Math.min(interval * 2 ** failures, longestPause));
}

/** Many runs that started together must not ask together: up to a tenth less, so that the end is seen in time. */
function jitter(interval: number): number {
  return interval * (0.9 + Math.random() * 0.1);
}
