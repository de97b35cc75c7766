/**
 * A failure that the user can act on. The message says what happened, to what, and what to do; the step shows it
 * unchanged and without a stack. Any other thrown error is a bug.
 */
export class ActionError extends Error {
  override readonly name = 'ActionError';
}

/** The step had to end before it knew the deployment's result. The post step continues from there. */
export class UnfinishedError extends ActionError {}

/** Puts a reason before the message of an ActionError. Returns every other error unchanged. */
export function withReason(reason: string, error: unknown): unknown {
  if (!(error instanceof ActionError)) return error;
  const text = `${reason}\n${error.message}`;
  return error instanceof UnfinishedError
    ? new UnfinishedError(text, { cause: error })
    : new ActionError(text, { cause: error });
}

/** The message of any thrown value. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
