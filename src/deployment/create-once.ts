import {
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  RegisterApplicationRevisionCommand,
  type RegisterApplicationRevisionCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';

/** Starts a deployment and returns its id. Sent once, never retried: an error does not mean that there is none. */
export async function createDeployment(
  { codedeployOnce }: Pick<Aws, 'codedeployOnce'>,
  { request, signal }: { request: CreateDeploymentCommandInput; signal: AbortSignal },
): Promise<string> {
  const command = new CreateDeploymentCommand(request);
  const { deploymentId, $metadata } = await codedeployOnce.send(command, { abortSignal: signal });
  if (deploymentId) return deploymentId;
  throw Object.assign(new Error('CreateDeployment answered without a deployment id.'), { $metadata });
}

/** Makes a revision known to the application, so that the console and later deployments can pick it. Idempotent. */
export async function registerRevision(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  { request, signal }: { request: RegisterApplicationRevisionCommandInput; signal: AbortSignal },
): Promise<void> {
  await codedeploy.send(new RegisterApplicationRevisionCommand(request), { abortSignal: signal });
}
