import type { Aws } from '../aws/clients.ts';
import { lookRepeatedly } from '../control/retry.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Group } from '../model/deployment-group.ts';
import { readRecentDeployments } from './group-state.ts';
import type { Successor } from './overlap.ts';
import { type Run, runOf } from './run-marker.ts';

export interface FindSuccessor {
  readonly aws: Pick<Aws, 'codedeploy'>;
  readonly group: Group;
  /** This run. */
  readonly run: Run | undefined;
  readonly signal: AbortSignal;
}

/** Milliseconds before each look: a run that stops another deployment creates its own a moment later. */
const pauses = [500, 1_500, 3_000];

/**
 * Finds the deployment of another run that began after this one was stopped. CodeDeploy does not tell who stopped a
 * deployment; the next one tells who needed the group. `undefined`: nobody did, or the role may not look.
 */
export async function findSuccessor(
  { id, createTime }: Deployment,
  { aws, group, run, signal }: FindSuccessor,
): Promise<Successor | undefined> {
  if (!createTime) return undefined;
  const look = async (): Promise<Successor | undefined> => {
    const recent = await readRecentDeployments({ codedeploy: aws.codedeploy, group, signal }, createTime);
    return recent.flatMap((other) => successorIn(other, { id, run })).at(0);
  };
  try {
    return await lookRepeatedly(look, { pauses, signal });
  } catch {
    // How the deployment ended is known already: this is only more about it.
    return undefined;
  }
}

function successorIn(
  { id: deploymentId, description }: Deployment,
  own: { readonly id: string; readonly run: Run | undefined },
): Successor[] {
  const run = runOf(description);
  const isOther = run !== undefined && deploymentId !== own.id && run.id !== own.run?.id;
  return isOther ? [{ deploymentId, run }] : [];
}
