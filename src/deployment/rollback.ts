import type { Aws } from '../aws/clients.ts';
import { type ReadIssue, retryTransient } from '../aws/retry-transient.ts';
import { lookRepeatedly } from '../control/retry.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import type { InterruptionPolicy } from '../model/policies.ts';
import { findDeployment } from './read.ts';

export interface Expectation {
  /** The events for which the group rolls back; `undefined` when not known. */
  readonly group: readonly string[] | undefined;
  /** What the step did with the deployment, if anything. */
  readonly policy: InterruptionPolicy | undefined;
}

/** Whether CodeDeploy rolls back a deployment that ended this way, as far as the settings are known. */
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

/** Milliseconds before each read: CodeDeploy may name the rollback a few seconds after the deployment ends. */
const pauses = [1_000, 2_000, 3_000, 4_000];

/**
 * Waits until CodeDeploy names the rollback of a deployment, or says why there is none.
 * @returns the deployment as last read, with neither when CodeDeploy gives neither in time.
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
