import { StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws.ts';
import { ActionError } from '../errors.ts';

/** Milliseconds. */
const stopTimeout = 10_000;

export interface Stop {
  readonly deploymentId: string;
  /** Whether to roll back, whatever the settings of deployment and group say; left out, they decide. */
  readonly autoRollbackEnabled?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Stops a deployment; one that has completed in the meantime is as good.
 * @throws ActionError when CodeDeploy does not answer in time.
 */
export async function stopDeployment(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  { signal, ...input }: Stop,
): Promise<void> {
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(stopTimeout)]);
  try {
    await codedeploy.send(new StopDeploymentCommand(input), { abortSignal });
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentAlreadyCompletedException') return;
    if (!abortSignal.aborted) throw error;
    throw new ActionError(
      `CodeDeploy did not answer the request to stop deployment ${input.deploymentId}, which may go on. Stop it in the AWS console.`,
      { cause: error },
    );
  }
}
