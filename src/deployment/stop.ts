import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws.ts';
import { ActionError } from '../errors.ts';

/** After a cancel the runner leaves 7.5 s until SIGTERM and 2.5 s more (actions/runner, ProcessInvoker). */
const stopTimeout = 5_000;

/**
 * Stops a deployment; one that has completed in the meantime is as good. The group decides whether it rolls back.
 * @throws ActionError when CodeDeploy does not answer in time.
 */
export async function stopDeployment(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  deploymentId: string,
): Promise<void> {
  const signal = AbortSignal.timeout(stopTimeout);
  try {
    await codedeploy.send(new StopDeploymentCommand({ deploymentId }), { abortSignal: signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentAlreadyCompletedException') return;
    if (!signal.aborted) throw error;
    throw new ActionError(
      `CodeDeploy did not answer the request to stop deployment ${deploymentId}, which may go on. Stop it in the AWS console.`,
      { cause: error },
    );
  }
}
