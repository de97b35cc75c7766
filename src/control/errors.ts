/**
 * A failure that the person who reads it can act on. The message says what happened, to what, and what to do; it is
 * shown as it is, without a stack. Everything else that is thrown is a bug.
 */
export class ActionError extends Error {
  override readonly name = 'ActionError';
}

/** The step had to end before it was known what becomes of the deployment: the post step takes it up from there. */
export class UnfinishedError extends ActionError {}

/** An error for a reader, with what led to it before its message; any other as it is. */
export function withReason(reason: string, error: unknown): unknown {
  if (!(error instanceof ActionError)) return error;
  const text = `${reason}\n${error.message}`;
  return error instanceof UnfinishedError
    ? new UnfinishedError(text, { cause: error })
    : new ActionError(text, { cause: error });
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
