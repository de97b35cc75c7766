import {
  RegisterApplicationRevisionCommand,
  type RegisterApplicationRevisionCommandInput,
} from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';

/** Registers a revision with the application, so that the console and later deployments can select it. Idempotent. */
export async function registerRevision(
  { codedeploy }: Pick<Aws, 'codedeploy'>,
  { request, signal }: { request: RegisterApplicationRevisionCommandInput; signal: AbortSignal },
): Promise<void> {
  await codedeploy.send(new RegisterApplicationRevisionCommand(request), { abortSignal: signal });
}
