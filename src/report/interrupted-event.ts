import { agentMessages } from '../aws/remedies/lifecycle-errors.ts';
import type { LifecycleEvent } from '../model/deployment.ts';

/**
 * A failed event that did not fail by itself: its script was ended with the deployment, so that it has no exit code and
 * the agent has nothing of its own to say. Only for a deployment that was stopped.
 */
export function isInterrupted({ status, diagnostics }: LifecycleEvent): boolean {
  const { errorCode = '', message = '' } = diagnostics ?? {};
  return (
    status === 'Failed' &&
    /^(ScriptFailed|UnknownError|)$/.test(errorCode) &&
    !/exit code \d/.test(message) &&
    !agentMessages.some(({ pattern }) => pattern.test(message))
  );
}
