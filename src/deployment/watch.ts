import { setTimeout as sleep } from 'node:timers/promises';
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws.ts';
import { isDenied, isNotStarted, isTransient } from '../aws-errors.ts';
import { type Deployment, isCompleted, isSettled, type Snapshot, toDeployment, totalOf } from './snapshot.ts';
import {
  inListedOrder,
  type KnownTargets,
  type Look,
  lookAtTargets,
  noTargets,
  sweepTargets,
} from './targets.ts';

/** While nothing moves, targets are read at every second, fourth, … poll, at most this many polls apart. */
const longestPatience = 4;
/** An instance's last report may follow the deployment's own end by a moment. */
const settlingTime = 1_000;
const sweepsAtEnd = 3;

export interface Watch {
  readonly aws: Pick<Aws, 'codedeploy'>;
  readonly deploymentId: string;
  /** Milliseconds. */
  readonly pollInterval: number;
  readonly signal: AbortSignal;
  /** Told once for each kind of trouble that does not end the watch. */
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A read that failed while the deployment went on. */
export interface Trouble {
  readonly kind: 'unreachable' | 'denied';
  readonly error: unknown;
}

/**
 * Follows a deployment until it is completed: a snapshot for each poll.
 * Ends with the deployment, or throws when `signal` aborts or a read fails for good.
 */
export async function* watch(options: Watch): AsyncGenerator<Snapshot, void, undefined> {
  const { aws, deploymentId, pollInterval, signal } = options;
  const look: Look = { codedeploy: aws.codedeploy, deploymentId, signal };
  const troubles = new Set<string>();
  const tell = (kind: Trouble['kind'], error: unknown) => {
    if (troubles.has(kind)) return;
    troubles.add(kind);
    options.onTrouble({ kind, error });
  };

  /** A read's result; `undefined` when it failed in a way that does not matter to the deployment. */
  async function attempt<T>(readOnce: () => Promise<T>): Promise<T | undefined> {
    try {
      return await readOnce();
    } catch (error) {
      signal.throwIfAborted();
      if (isNotStarted(error)) return undefined;
      if (!isTransient(error)) throw error;
      tell('unreachable', error);
      return undefined;
    }
  }

  let known: KnownTargets = noTargets;
  let targetsDenied = false;
  async function readTargets(readOnce: () => Promise<KnownTargets>): Promise<void> {
    if (targetsDenied) return;
    try {
      known = (await attempt(readOnce)) ?? known;
    } catch (error) {
      if (!isDenied(error)) throw error;
      targetsDenied = true;
      tell('denied', error);
    }
  }

  let last: Deployment | undefined;
  let patience = 1;
  let pollsSinceLook = 0;
  for (;;) {
    const deployment = await attempt(() => getDeployment(look));
    if (deployment && isCompleted(deployment)) {
      for (
        let sweep = 0;
        sweep < sweepsAtEnd && !targetsDenied && !isComplete(deployment, known);
        sweep += 1
      ) {
        if (sweep > 0) await sleep(Math.min(settlingTime, pollInterval), undefined, { signal });
        await readTargets(() => sweepTargets(look, known));
      }
      yield { deployment, targets: inListedOrder(known) };
      return;
    }
    if (deployment) {
      pollsSinceLook += 1;
      const moved = !last || hasMoved(last, deployment);
      if (deployment.status !== 'Created' && (moved || pollsSinceLook >= patience)) {
        const before = known;
        await readTargets(() => lookAtTargets(look, known, totalOf(deployment.counts)));
        patience = moved || haveMoved(before, known) ? 1 : Math.min(patience * 2, longestPatience);
        pollsSinceLook = 0;
      }
      last = deployment;
      yield { deployment, targets: inListedOrder(known) };
    }
    await sleep(jitter(pollInterval), undefined, { signal });
  }
}

async function getDeployment({ codedeploy, deploymentId, signal }: Look): Promise<Deployment> {
  const command = new GetDeploymentCommand({ deploymentId });
  const { deploymentInfo } = await codedeploy.send(command, { abortSignal: signal });
  return toDeployment({ deploymentId, ...deploymentInfo });
}

/** Every target is known, and none can change any more. */
function isComplete({ counts }: Deployment, known: KnownTargets): boolean {
  return known.ids.length >= Math.max(1, totalOf(counts)) && inListedOrder(known).every(isSettled);
}

function hasMoved(before: Deployment, now: Deployment): boolean {
  return before.status !== now.status || JSON.stringify(before.counts) !== JSON.stringify(now.counts);
}

function haveMoved(before: KnownTargets, now: KnownTargets): boolean {
  return JSON.stringify(inListedOrder(before)) !== JSON.stringify(inListedOrder(now));
}

/** Many runs that started together must not ask together: a tenth more or less. */
function jitter(interval: number): number {
  return interval * (0.9 + Math.random() * 0.2);
}
