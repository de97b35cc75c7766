import type { LifecycleErrorCode } from '@aws-sdk/client-codedeploy';
import { eventsOfPreviousRevision } from '../../model/lifecycle-events.ts';
import { type Remedies, remedyFor } from './remedy.ts';

/** By the error code of a failed lifecycle event. `satisfies` fails to compile when the SDK has a new code. */
export const lifecycleErrorRemedies: Remedies = {
  ScriptMissing:
    'The hook names a script that is not in the bundle. Check its location in the AppSpec file: relative to the bundle’s root, case-sensitive.',
  ScriptNotExecutable: 'Set the executable bit: `git update-index --chmod=+x <script>`.',
  ScriptTimedOut:
    'Raise the hook’s timeout in the AppSpec file, or find out what the script waits for. A background process must redirect both stdout and stderr.',
  ScriptFailed:
    'The script’s last output says why. The full output is on the instance, in logs/scripts.log of the deployment under /opt/codedeploy-agent/deployment-root.',
  UnknownError:
    'The agent reports only this message; its log on the instance has more: /var/log/aws/codedeploy-agent/codedeploy-agent.log.',
} satisfies Record<Exclude<LifecycleErrorCode, 'Success'>, string>;

interface AgentMessage {
  readonly pattern: RegExp;
  /** The agent's message, or the part of it that matters. */
  readonly said: string;
  readonly remedy: string;
}

/**
 * By the agent's message, for failures without an error code (aws-codedeploy-agent 1.8.1, installer.rb,
 * command_executor.rb).
 */
export const agentMessages: readonly AgentMessage[] = [
  {
    pattern: /specified file already exists at this location/i,
    said: 'The deployment failed because a specified file already exists at this location: …',
    remedy:
      'The previous deployment of this group did not put the file there. Set file-exists-behavior to OVERWRITE or RETAIN, or remove it on the instance.',
  },
  {
    pattern: /specified key does not exist/i,
    said: 'The specified key does not exist.',
    remedy: 'The bundle is gone from the bucket. Deploy the commit again.',
  },
  {
    pattern: /not valid for the object's storage class/i,
    said: "The operation is not valid for the object's storage class",
    remedy:
      'A lifecycle rule of the bucket archived the bundle. Deploy the commit again to upload a new one.',
  },
  {
    pattern: /not opened for reading|Access ?Denied|Forbidden/i,
    said: 'not opened for reading; Access Denied; Forbidden',
    remedy:
      'Give the instance profile s3:GetObject (and s3:GetObjectVersion) on the bucket, and kms:Decrypt when the object is encrypted with a KMS key.',
  },
  {
    pattern: /expected deployment artifact bundle etag/i,
    said: 'Expected deployment artifact bundle etag … but was actually …',
    remedy: 'The object in the bucket is not the one that this deployment pinned. Deploy the commit again.',
  },
  {
    pattern: /Could not download bundle at .*github/is,
    said: 'Could not download bundle at ‘https://api.github.com/…’ after 3 retries.',
    remedy:
      'Instances could not download the commit from GitHub. For a private repository connect the application to GitHub once in the CodeDeploy console, or set s3-bucket.',
  },
  {
    pattern: /was not able to receive the lifecycle event|restart/i,
    said: 'CodeDeploy agent was not able to receive the lifecycle event; Failing in-progress lifecycle event after an agent restart.',
    remedy:
      'Check that the CodeDeploy agent is running on the instance and can reach AWS: `service codedeploy-agent status`.',
  },
  {
    pattern: /failed to close STD(OUT|ERR)/i,
    said: 'Script at specified location: … failed to close STDOUT',
    remedy:
      'The script has ended, but a process that it started still holds its output open. Start that process with both stdout and stderr redirected.',
  },
  {
    pattern: /No space left|disk is \(or was\) full/i,
    said: 'No space left on device; The disk is (or was) full during extraction.',
    remedy: 'The disk of the instance is full. Make room on it, or give it a larger one.',
  },
  {
    pattern: /end of central directory|extracting tar archive/i,
    said: 'Zip end of central directory signature not found; Error extracting tar archive',
    remedy: 'The object in the bucket is not an archive of the revision’s type. Check its file extension.',
  },
  {
    pattern: /AppSpec file|application specification file|appspec/i,
    said: 'The CodeDeploy agent did not find an AppSpec file …; The deployment failed because … the application specification file …',
    remedy: 'Correct the AppSpec file as the message says.',
  },
];

export const previousRevisionRemedy =
  'This script belongs to the previous revision, so a fix takes effect one deployment later. Set ignore-application-stop-failures to true to get past it.';

/** What to do about a failed lifecycle event; `''` when it has no error code or an unknown one. */
export function lifecycleRemedy(event: { name: string; errorCode: string; message: string }): string {
  const byMessage =
    event.errorCode === 'UnknownError'
      ? agentMessages.find(({ pattern }) => pattern.test(event.message))?.remedy
      : undefined;
  const byEvent = eventsOfPreviousRevision.includes(event.name) ? previousRevisionRemedy : undefined;
  return [byMessage ?? remedyFor(lifecycleErrorRemedies, event.errorCode), byEvent].filter(Boolean).join(' ');
}
