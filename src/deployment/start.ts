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
import { findDeployment } from './read.ts';
import { runOf } from './run-marker.ts';

export interface Start extends Omit<Create, 'onSend'>, Omit<Concurrency, keyof Create | 'run'> {
  readonly aws: Aws;
  /**
   * Called before each CreateDeployment: from then on there may be a deployment. `autoRollback`: the events that roll it
   * back by the group's settings.
   */
  readonly onSend: (autoRollback: Started['autoRollback']) => void;
  /** What was read of the group before. */
  readonly groupState: GroupState;
}

export interface Started {
  readonly deploymentId: string;
  /** It was there already. */
  readonly isFound: boolean;
  /** Events that roll back by the group's settings, as far as they are known. */
  readonly autoRollback: readonly string[] | undefined;
}

/** Milliseconds for which faults are retried while nothing is at stake. */
const retryFor = 120_000;
/** Milliseconds for which what was read of a group counts: packaging and uploading may take longer. */
const longestStale = 10_000;
/** CodeDeploy may refuse although nothing is seen to be in the way: what was may just have ended. */
const mostRefusals = 5;

/**
 * Creates the deployment once the group has no other. When an earlier attempt of this run has left one active, that one is
 * followed instead.
 * @throws the signal's reason when it aborts before there is a deployment; UnfinishedError when there may be one.
 */
export async function startDeployment(options: Start): Promise<Started> {
  const { signal } = options;
  let refusal: unknown;
  const attempt = async (): Promise<Started | Again> => {
    const isFresh = refusal === undefined && Date.now() - options.groupState.readAt <= longestStale;
    const room = await makeRoom(isFresh ? options.groupState : await readGroup(options), refusal, options);
    if ('deploymentId' in room) return room;
    const { autoRollback } = room;
    const created = await createOnce({ ...options, onSend: () => options.onSend(autoRollback) });
    if ('deploymentId' in created) return { ...created, isFound: false, autoRollback };
    refusal = created.refusal;
    return new Again(refusal);
  };
  return retry(attempt, { pauses: growingPauses(mostRefusals - 1), signal });
}

/** Returns when no other deployment is active in the group, or with the deployment that this run has created already. */
async function makeRoom(
  groupState: GroupState,
  refusal: unknown,
  options: Start,
): Promise<Started | Pick<Started, 'autoRollback'>> {
  const { identity, log } = options;
  const concurrency = { ...options, run: runOf(identity.marker) };
  for (let state = groupState; ; state = await readGroup(options)) {
    const { active, current } = state;
    const autoRollback = state.settings?.autoRollback;
    const known = active.length > 0 ? active : await namedIn(refusal, options);
    const ours = known.find((other) => matches(other, identity) || isOfEarlierAttempt(other, identity));
    if (ours) {
      log(
        `This run has created deployment ${singleLine(ours.id)} already. It is followed; no other is created.`,
      );
      return { deploymentId: ours.id, isFound: true, autoRollback };
    }
    assertNotOlder(current, concurrency);
    const [other] = known;
    if (!other) return { autoRollback };
    await waitOrStop(other, concurrency);
  }
}

function readGroup({ aws, ...options }: Start): Promise<GroupState> {
  const read = () => readGroupState({ ...options, codedeploy: aws.codedeploy });
  return retryTransient(read, { ...options, retryFor });
}

/**
 * The active deployment that a DeploymentLimitExceededException names, for a role that may not list deployments. The
 * exception names it in its message only.
 */
async function namedIn(refusal: unknown, { aws, signal }: Start): Promise<Deployment[]> {
  const [id] = /\bd-[A-Z0-9]{9}\b/.exec(refusal === undefined ? '' : messageOf(refusal)) ?? [];
  const deployment = id && (await findDeployment(id, { codedeploy: aws.codedeploy, signal }));
  return deployment && !isCompleted(deployment) ? [deployment] : [];
}
