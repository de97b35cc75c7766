import { setTimeout as sleep } from 'node:timers/promises';
import type { InterruptionPolicy } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import type { ReadIssue } from '../aws/retry.ts';
import { patiently } from '../aws/retry.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import { readDeployment } from './group-state.ts';

export interface Expectation {
  /** Events that roll back by the group's settings; `undefined` when they are not known. */
  readonly group: readonly string[] | undefined;
  /** What the step did about the deployment, if anything. */
  readonly policy: InterruptionPolicy | undefined;
}

/** By all that is known of the settings, a deployment that has ended like this is rolled back. */
export function isRollbackExpected(deployment: Deployment, { group, policy }: Expectation): boolean {
  if (!isCompleted(deployment) || deployment.status === 'Succeeded') return false;
  const events = deployment.autoRollback ?? group ?? [];
  return policy === 'rollback' || events.includes(eventOf(deployment));
}

function eventOf({ status, error }: Deployment): string {
  if (status === 'Failed') return 'DEPLOYMENT_FAILURE';
  return error?.code === 'ALARM_ACTIVE' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
}

export interface AwaitRollback {
  readonly aws: Pick<Aws, 'codedeploy'>;
  readonly signal: AbortSignal;
  readonly onReadIssue: (trouble: ReadIssue) => void;
}

/** CodeDeploy may name the rollback some seconds after the deployment's end. Milliseconds between looks for it. */
const pausesBetweenLooks = [1_000, 2_000, 3_000, 4_000];

/**
 * A deployment whose rollback is expected, with the rollback's id or the reason why there is none, once one of them is
 * known. Gives up quietly: what is not known is not told.
 */
export async function awaitRollback(
  deployment: Deployment,
  { aws, signal, onReadIssue }: AwaitRollback,
): Promise<Deployment> {
  let known = deployment;
  try {
    for (const pause of pausesBetweenLooks) {
      if (known.rollbackDeploymentId || known.rollbackMessage) break;
      await sleep(pause, undefined, { signal });
      const read = () => readDeployment({ codedeploy: aws.codedeploy, signal }, deployment.id);
      known = (await patiently(read, { signal, limit: Number.POSITIVE_INFINITY, onReadIssue })) ?? known;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return known;
}
