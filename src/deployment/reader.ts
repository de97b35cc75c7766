import {
  isFromCall,
  isNotStarted,
  isStalePage,
  isTransient,
  isUnknownDeployment,
} from '../aws/error-kinds.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { type Deployment, type Snapshot, totalOf } from '../model/deployment.ts';
import { readDeployment } from './read.ts';
import {
  areAllSettled,
  inListedOrder,
  type KnownTargets,
  type Look,
  lookAtTargets,
  noTargets,
  sweepTargets,
} from './targets.ts';

/** Milliseconds for which CodeDeploy may not yet find a new deployment everywhere. */
const newbornTime = 30_000;

/** Reads a deployment and its targets, and remembers the targets. */
export interface Reader {
  /** `undefined` when CodeDeploy did not answer this time; throws when asking again is useless. */
  deployment(): Promise<Deployment | undefined>;
  /** Reads the targets that have most likely changed; returns whether one has. */
  look(deployment: Deployment): Promise<boolean>;
  /** Reads every target that may have changed. */
  sweep(): Promise<void>;
  /** Whether the reader has read the final state of all targets of a completed deployment. */
  isDone(deployment: Deployment): boolean;
  snapshot(deployment: Deployment): Snapshot;
}

/**
 * Creates a reader that tolerates failures that do not affect the deployment, and reports when each starts and ends.
 */
export function createReader(look: Look, onReadIssue: (trouble: ReadIssue) => void): Reader {
  const { signal } = look;
  let areTargetsDenied = false;
  const outages = tellOutages(onReadIssue);
  let known: KnownTargets = noTargets;
  let isSeen = false;
  const since = Date.now();
  const mayBeNewborn = (error: unknown) =>
    isUnknownDeployment(error) && !isSeen && Date.now() < since + newbornTime;

  async function readTargets(states: AsyncIterable<KnownTargets>): Promise<void> {
    if (areTargetsDenied) return;
    try {
      for await (known of states);
    } catch (error) {
      signal.throwIfAborted();
      if (isNotStarted(error)) return;
      if (!isFromCall(error)) throw error;
      if (isTransient(error)) return outages.failed(error);
      if (isStalePage(error)) return;
      areTargetsDenied = true;
      onReadIssue({ kind: 'denied', error });
    }
  }

  return {
    async deployment() {
      try {
        const deployment = await readDeployment(look.deploymentId, look);
        isSeen = true;
        outages.end();
        return deployment;
      } catch (error) {
        signal.throwIfAborted();
        if (mayBeNewborn(error)) return undefined;
        if (!isTransient(error)) throw error;
        outages.failed(error);
        return undefined;
      }
    },
    async look({ counts }) {
      const before = JSON.stringify(inListedOrder(known));
      await readTargets(lookAtTargets(look, known, totalOf(counts)));
      return JSON.stringify(inListedOrder(known)) !== before;
    },
    sweep: () => readTargets(sweepTargets(look, known)),
    isDone: ({ counts }) => areTargetsDenied || areAllSettled(known, totalOf(counts)),
    snapshot: (deployment) => ({ deployment, targets: inListedOrder(known) }),
  };
}

/** A later outage is reported only after this many failed reads, so that a flaky network is reported once. */
const lastingOutage = 3;

/** Reports when CodeDeploy stops answering and when it answers again. */
function tellOutages(onReadIssue: (trouble: ReadIssue) => void) {
  let failures = 0;
  let isFirst = true;
  let isTold = false;
  return {
    failed(error: unknown): void {
      failures += 1;
      if (isTold || (!isFirst && failures < lastingOutage)) return;
      isFirst = false;
      isTold = true;
      onReadIssue({ kind: 'unreachable', error });
    },
    end(): void {
      if (isTold) onReadIssue({ kind: 'reachable' });
      isTold = false;
      failures = 0;
    },
  };
}
