import type { Aws } from '../aws/clients.ts';
import { retryTransient } from '../aws/retry-transient.ts';
import { messageOf } from '../control/errors.ts';
import { Again, growingPauses, retry } from '../control/retry.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import { singleLine } from '../text/escape.ts';
import { assertNotOlder, type Concurrency, waitOrStop } from './concurrency.ts';
import { type Create, createOnce } from './create.ts';
import { isOfEarlierAttempt, matches } from './find-created.ts';
import { type GroupState, readGroupState } from './group-state.ts';
import type { Overlap } from './overlap.ts';
import { findDeployment } from './read.ts';
import { runOf } from './run-marker.ts';

export interface Start extends Omit<Create, 'onSend'>, Omit<Concurrency, keyof Create | 'run'> {
  readonly aws: Aws;
  /**
   * Called before each CreateDeployment: after it, a deployment may exist. `autoRollback`: the events for which the
   * group rolls back.
   */
  readonly onSend: (autoRollback: Started['autoRollback']) => void;
  /** What the preflight read about the group. */
  readonly groupState: GroupState;
  /** Called for each other deployment that had to end first. */
  readonly onOverlap: (overlap: Overlap) => void;
}

export interface Started {
  readonly deploymentId: string;
  /** This run had already created it. */
  readonly isFound: boolean;
  /** The events for which the group rolls back; `undefined` when not known. */
  readonly autoRollback: readonly string[] | undefined;
  /** What the group ran when this deployment began. */
  readonly before: Pick<GroupState, 'current' | 'failedSince'>;
}

/** Milliseconds for which the step retries reads after faults, before it deploys anything. */
const retryFor = 120_000;
/** Milliseconds for which the group's state counts as fresh: packaging and uploading may take longer. */
const longestStale = 10_000;
/** CodeDeploy may refuse because of a deployment that has just ended, when the group shows none any more. */
const mostRefusals = 5;

/**
 * Creates the deployment once the group has no other. Follows a deployment that an earlier attempt of this run left
 * active instead.
 * @throws the signal's reason when it aborts before a deployment exists; UnfinishedError when one may exist.
 */
export async function startDeployment(options: Start): Promise<Started> {
  const { signal } = options;
  let refusal: unknown;
  const attempt = async (): Promise<Started | Again> => {
    const isFresh = refusal === undefined && Date.now() - options.groupState.readAt <= longestStale;
    const room = await makeRoom(isFresh ? options.groupState : await readGroup(options), refusal, options);
    if ('deploymentId' in room) return room;
    const { autoRollback, before } = room;
    const created = await createOnce({ ...options, onSend: () => options.onSend(autoRollback) });
    if ('deploymentId' in created) return { ...created, isFound: false, autoRollback, before };
    refusal = created.refusal;
    return new Again(refusal);
  };
  return retry(attempt, { pauses: growingPauses(mostRefusals - 1), signal });
}

/** Returns when no other deployment is active in the group, or returns the deployment that this run already created. */
async function makeRoom(
  groupState: GroupState,
  refusal: unknown,
  options: Start,
): Promise<Started | Pick<Started, 'autoRollback' | 'before'>> {
  const { identity, log } = options;
  const concurrency = { ...options, run: runOf(identity.marker) };
  for (let state = groupState; ; state = await readGroup(options)) {
    const { active, current } = state;
    const autoRollback = state.settings?.autoRollback;
    const before = { current, failedSince: state.failedSince };
    const known = active.length > 0 ? active : await namedIn(refusal, options);
    const ours = known.find((other) => matches(other, identity) || isOfEarlierAttempt(other, identity));
    if (ours) {
      log(
        `This run has already created deployment ${singleLine(ours.id)}. Following it instead of creating another.`,
      );
      return { deploymentId: ours.id, isFound: true, autoRollback, before };
    }
    assertNotOlder(current, concurrency);
    const [other] = known;
    if (!other) return { autoRollback, before };
    options.onOverlap(await waitOrStop(other, concurrency));
  }
}

function readGroup({ aws, ...options }: Start): Promise<GroupState> {
  const read = () => readGroupState({ ...options, codedeploy: aws.codedeploy });
  return retryTransient(read, { ...options, retryFor });
}

/**
 * Reads the active deployment that a DeploymentLimitExceededException names in its message, for a role that may not
 * list deployments.
 */
async function namedIn(refusal: unknown, { aws, signal }: Start): Promise<Deployment[]> {
  const [id] = /\bd-[A-Z0-9]{9}\b/.exec(refusal === undefined ? '' : messageOf(refusal)) ?? [];
  const deployment = id && (await findDeployment(id, { codedeploy: aws.codedeploy, signal }));
  return deployment && !isCompleted(deployment) ? [deployment] : [];
}
