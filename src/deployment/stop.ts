import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws.ts';

/** After a cancel the runner leaves 7.5 s until SIGTERM and 2.5 s more (actions/runner, ProcessInvoker). */
const stopTimeout = 5_000;

/** Stops a deployment; one that has completed in the meantime is as good. The group decides whether it rolls back. */
export async function stopDeployment(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  deploymentId: string,
): Promise<void> {
  try {
    await codedeploy.send(new StopDeploymentCommand({ deploymentId }), {
      abortSignal: AbortSignal.timeout(stopTimeout),
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentAlreadyCompletedException') return;
    throw error;
  }
}
