import { setTimeout as sleep } from 'node:timers/promises';
import { patiently, pauseBefore } from '../aws/retry.ts';
import { messageOf } from '../control/errors.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import { singleLine } from '../text/escape.ts';
import { assertNotOlder, makeRoom, type Overlap } from './concurrency.ts';
import { type Creation, createOnce } from './create.ts';
import { isOfEarlierAttempt, isOwn } from './find-created.ts';
import { type History, readDeployment, readHistory } from './group-state.ts';
import { runOf } from './run-marker.ts';

export interface Start extends Omit<Creation, 'onSend'>, Omit<Overlap, keyof Creation | 'run'> {
  /** Called before each CreateDeployment: from then on there may be a deployment. Told what rolls it back. */
  readonly onSend: (autoRollback: Started['autoRollback']) => void;
  /** What was read of the group before. */
  readonly history: History;
}

export interface Started {
  readonly deploymentId: string;
  /** It was there already. */
  readonly isFound: boolean;
  /** Events that roll back by the group's settings, as far as they are known. */
  readonly autoRollback: readonly string[] | undefined;
}

/** Milliseconds for which faults are ridden out while nothing is at stake. */
const patienceBeforehand = 120_000;
/** Milliseconds for which what was read of a group is taken to be so still: packaging and uploading may take longer. */
const longestStale = 10_000;
/** CreateDeployment is refused although nothing is seen to be in its way: what was may just have ended. */
const mostRefusals = 5;

/**
 * Creates the deployment, once the group has no other. One that an earlier attempt of this run has left active is
 * followed instead.
 * @throws the signal's reason when it aborts before there is a deployment; UnfinishedError when there may be one.
 */
export async function startDeployment(options: Start): Promise<Started> {
  const { mark, signal, log } = options;
  const overlap = { ...options, run: runOf(mark.marker) };
  let history = options.history;
  let refusal: unknown;
  for (let refusals = 0; refusals < mostRefusals; ) {
    if (Date.now() - history.at > longestStale || refusal !== undefined)
      history = await readPatiently(options);
    const { active, current } = history;
    const autoRollback = history.settings?.autoRollback;
    const known = active.length > 0 ? active : await namedIn(refusal, options);
    const ours = known.find((deployment) => isOwn(deployment, mark) || isOfEarlierAttempt(deployment, mark));
    if (ours) {
      log(
        `This run has created deployment ${singleLine(ours.id)} already. It is followed; no other is created.`,
      );
      return { deploymentId: ours.id, isFound: true, autoRollback };
    }
    assertNotOlder(current, overlap);
    const [other] = known;
    if (other) {
      await makeRoom(other, overlap);
      history = await readPatiently(options);
      continue;
    }
    const creation = await createOnce({ ...options, onSend: () => options.onSend(autoRollback) });
    if ('deploymentId' in creation) return { ...creation, isFound: false, autoRollback };
    refusal = creation.refusal;
    refusals += 1;
    await sleep(pauseBefore(refusals), undefined, { signal });
  }
  throw refusal;
}

function readPatiently({ aws, ...options }: Start): Promise<History> {
  const read = () => readHistory({ ...options, codedeploy: aws.codedeploy });
  return patiently(read, { ...options, limit: patienceBeforehand });
}

/**
 * The active deployment that a DeploymentLimitExceededException names, for a role that may not list deployments. The
 * exception has no member for it but its message.
 */
async function namedIn(refusal: unknown, { aws, signal }: Start): Promise<Deployment[]> {
  const [id] = /\bd-[A-Z0-9]{9}\b/.exec(refusal === undefined ? '' : messageOf(refusal)) ?? [];
  const deployment = await readDeployment({ codedeploy: aws.codedeploy, signal }, id);
  return deployment && !isCompleted(deployment) ? [deployment] : [];
}
