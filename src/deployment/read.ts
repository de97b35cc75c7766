import { type CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { isUnknownDeployment } from '../aws/error-kinds.ts';
import { type Deployment, toDeployment } from '../model/deployment.ts';

export interface ReadDeployment {
  readonly codedeploy: CodeDeployClient;
  readonly signal: AbortSignal;
}

/** Reads a deployment. Errors from CodeDeploy pass through. */
export async function readDeployment(
  deploymentId: string,
  { codedeploy, signal }: ReadDeployment,
): Promise<Deployment> {
  const command = new GetDeploymentCommand({ deploymentId });
  const { deploymentInfo } = await codedeploy.send(command, { abortSignal: signal });
  return toDeployment({ deploymentId, ...deploymentInfo });
}

/** Reads a deployment; `undefined` when CodeDeploy does not know it, or no longer knows it. */
export async function findDeployment(
  deploymentId: string,
  options: ReadDeployment,
): Promise<Deployment | undefined> {
  try {
    return await readDeployment(deploymentId, options);
  } catch (error) {
    if (isUnknownDeployment(error)) return undefined;
    throw error;
  }
}
