import type { Aws } from '../aws/clients.ts';
import { type ReadIssue, retryTransient } from '../aws/retry-transient.ts';
import { lookRepeatedly } from '../control/retry.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import type { InterruptionPolicy } from '../model/policies.ts';
import { findDeployment } from './read.ts';

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
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/** Milliseconds before each look: CodeDeploy may name the rollback some seconds after the end of the deployment. */
const pauses = [1_000, 2_000, 3_000, 4_000];

/**
 * Waits until CodeDeploy names the rollback of a deployment, or the reason why there is none.
 * @returns the deployment as it was read last. When neither is named in time, it has neither.
 */
export async function awaitRollback(
  deployment: Deployment,
  { aws, signal, onReadIssue }: AwaitRollback,
): Promise<Deployment> {
  let known = deployment;
  const read = () => findDeployment(deployment.id, { codedeploy: aws.codedeploy, signal });
  const look = async () => {
    known =
      (await retryTransient(read, { signal, retryFor: Number.POSITIVE_INFINITY, onReadIssue })) ?? known;
    return isRollbackNamed(known) ? known : undefined;
  };
  try {
    if (!isRollbackNamed(known)) await lookRepeatedly(look, { pauses, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return known;
}

function isRollbackNamed({ rollbackDeploymentId, rollbackMessage }: Deployment): boolean {
  return rollbackDeploymentId !== undefined || rollbackMessage !== undefined;
}
