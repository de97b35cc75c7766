import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/clients.ts';
import { isFromCall } from '../aws/error-kinds.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { type Deployment, isCompleted, isSettled, type Snapshot } from '../model/deployment.ts';
import { intervalAt } from './poll-interval.ts';
import { createReader, type Reader } from './reader.ts';

/** While nothing changes, poll() reads the targets less and less often: at most this many polls apart. */
const longestRest = 4;
/** Milliseconds. The last reports of instances and the rollback's id may arrive shortly after the deployment ends. */
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
  /** Called once for each kind of failure that does not stop the polling. */
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/**
 * Yields a snapshot of a deployment for each poll, until it has completed. Throws when `signal` aborts first, or when
 * GetDeployment fails for good.
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
      const moved = !last || hasMoved(last, deployment) || isShifting(reader.snapshot(deployment));
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

/** Reads the remaining details of a completed deployment. A failure here costs only details: the result is known. */
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

/** The overview of Lambda and ECS deployments stays the same while traffic moves: only the target shows it. */
function isShifting({ targets }: Snapshot): boolean {
  return targets.some(({ shift, status }) => shift !== undefined && !isSettled({ status }));
}

function hasMoved(before: Deployment, now: Deployment): boolean {
  return before.status !== now.status || JSON.stringify(before.counts) !== JSON.stringify(now.counts);
}

/** While CodeDeploy does not answer, each pause is twice the one before. */
function intervalAfter(failures: number, interval: number): number {
  return Math.max(interval, Math.min(interval * 2 ** failures, longestPause));
}

/** Shortens the interval by up to a tenth, so that runs that started together do not poll together. */
function jitter(interval: number): number {
  return interval * (0.9 + Math.random() * 0.1);
}
