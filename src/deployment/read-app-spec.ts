import { type CodeDeployClient, GetApplicationRevisionCommand } from '@aws-sdk/client-codedeploy';
import { type AppSpecRevision, toRevisionLocation } from '../model/revision.ts';

/** The revision with its content, which CodeDeploy keeps for the application. Its errors pass as they are. */
export async function readAppSpec(
  revision: AppSpecRevision,
  { codedeploy, signal }: { readonly codedeploy: CodeDeployClient; readonly signal: AbortSignal },
): Promise<AppSpecRevision> {
  if (revision.content !== undefined) return revision;
  const { applicationName, sha256 } = revision;
  const command = new GetApplicationRevisionCommand({
    applicationName,
    revision: toRevisionLocation(revision),
  });
  const { revision: found } = await codedeploy.send(command, { abortSignal: signal });
  return { type: 'AppSpec', applicationName, sha256, content: found?.appSpecContent?.content };
}
