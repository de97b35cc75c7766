import {
  CreateDeploymentCommand,
  type CreateDeploymentCommandInput,
  RegisterApplicationRevisionCommand,
  type RegisterApplicationRevisionCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws.ts';

/**
 * Starts a deployment and returns its id. Sent once, never retried; and not aborted by a cancel, which could then not
 * know whether there is something to stop.
 */
export async function createDeployment(
  { codedeployOnce }: Pick<Aws, 'codedeployOnce'>,
  request: CreateDeploymentCommandInput,
): Promise<string> {
  const { deploymentId, $metadata } = await codedeployOnce.send(new CreateDeploymentCommand(request));
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
