import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { isFromCall, isNotStarted, isTransient } from '../aws-errors.ts';
import { type Deployment, type Snapshot, toDeployment, totalOf } from './snapshot.ts';
import {
  areAllSettled,
  inListedOrder,
  type KnownTargets,
  type Look,
  lookAtTargets,
  noTargets,
  sweepTargets,
} from './targets.ts';

/** A read that failed while the deployment went on. */
export interface Trouble {
  /** `denied`: targets can't be read at all. `unreachable`: asking again may help. */
  readonly kind: 'unreachable' | 'denied';
  readonly error: unknown;
}

/** Reads a deployment and its targets, and remembers the targets. */
export interface Reader {
  /** `undefined` when CodeDeploy did not answer this time; throws when it never will. */
  deployment(): Promise<Deployment | undefined>;
  /** Reads the targets that are likely to have moved; tells whether one has. */
  look(deployment: Deployment): Promise<boolean>;
  /** Reads every target that may have moved. */
  sweep(): Promise<void>;
  /** Nothing is left to read of the targets of a deployment that is completed. */
  isDone(deployment: Deployment): boolean;
  snapshot(deployment: Deployment): Snapshot;
}

/** A reader that rides out what does not matter to the deployment, and tells each kind of it once. */
export function createReader(look: Look, onTrouble: (trouble: Trouble) => void): Reader {
  const { signal } = look;
  const told = new Set<Trouble['kind']>();
  let known: KnownTargets = noTargets;

  function tell(kind: Trouble['kind'], error: unknown): void {
    if (told.has(kind)) return;
    told.add(kind);
    onTrouble({ kind, error });
  }

  async function readTargets(states: AsyncIterable<KnownTargets>): Promise<void> {
    if (told.has('denied')) return;
    try {
      for await (known of states);
    } catch (error) {
      signal.throwIfAborted();
      if (isNotStarted(error)) return;
      if (!isFromCall(error)) throw error;
      tell(isTransient(error) ? 'unreachable' : 'denied', error);
    }
  }

  return {
    async deployment() {
      try {
        return await getDeployment(look);
      } catch (error) {
        signal.throwIfAborted();
        if (!isTransient(error)) throw error;
        tell('unreachable', error);
        return undefined;
      }
    },
    async look({ counts }) {
      const before = JSON.stringify(inListedOrder(known));
      await readTargets(lookAtTargets(look, known, totalOf(counts)));
      return JSON.stringify(inListedOrder(known)) !== before;
    },
    sweep: () => readTargets(sweepTargets(look, known)),
    isDone: ({ counts }) => told.has('denied') || areAllSettled(known, totalOf(counts)),
    snapshot: (deployment) => ({ deployment, targets: inListedOrder(known) }),
  };
}

async function getDeployment({ codedeploy, deploymentId, signal }: Look): Promise<Deployment> {
  const command = new GetDeploymentCommand({ deploymentId });
  const { deploymentInfo } = await codedeploy.send(command, { abortSignal: signal });
  return toDeployment({ deploymentId, ...deploymentInfo });
}
