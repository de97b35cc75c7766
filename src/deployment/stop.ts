import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';

export interface Stop {
  readonly deploymentId: string;
  /** Whether to roll back. When left out, the settings of the deployment and the group decide. */
  readonly autoRollbackEnabled?: boolean;
  readonly signal: AbortSignal;
}

/** The result of a request to stop a deployment; `completed`: it had already ended. */
export type StopResult = 'stopping' | 'stopped' | 'completed';

/** Stops a deployment. Succeeds too when the deployment has completed in the meantime. */
export async function stopDeployment(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  { signal, ...input }: Stop,
): Promise<StopResult> {
  try {
    const { status } = await codedeploy.send(new StopDeploymentCommand(input), { abortSignal: signal });
    return status === 'Succeeded' ? 'stopped' : 'stopping';
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentAlreadyCompletedException') return 'completed';
    throw error;
  }
}
