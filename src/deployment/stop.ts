import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';

export interface Stop {
  readonly deploymentId: string;
  /** Whether to roll back, whatever the settings of deployment and group say; left out, they decide. */
  readonly autoRollbackEnabled?: boolean;
  readonly signal: AbortSignal;
}

/** What the request to stop a deployment has come to; `completed`: it had ended before. */
export type StopResult = 'stopping' | 'stopped' | 'completed';

/** Stops a deployment; one that has completed in the meantime is as good. */
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
