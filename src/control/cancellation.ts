import { setTimeout as sleep } from 'node:timers/promises';

/** Why the step stopped waiting before the deployment reached what `wait-for` asks. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly reason: 'cancel' | 'timeout';
  readonly at = Date.now();

  constructor(reason: 'cancel' | 'timeout') {
    super(reason === 'cancel' ? 'The job was cancelled.' : 'The time for waiting ran out.');
    this.reason = reason;
  }
}

/** The job was cancelled or timed out during the pause before a retry. `cause` is the failure that led to the retry. */
export class RetryAbortedError extends Error {
  override readonly name = 'AbortError';

  constructor(cause: unknown) {
    super('The step was interrupted before it could retry.', { cause });
  }
}

/**
 * Waits before a retry.
 * @throws RetryAbortedError when the signal aborts during the wait.
 */
export async function pauseAfter(
  failure: unknown,
  { milliseconds, signal }: { milliseconds: number; signal: AbortSignal },
): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {
    throw new RetryAbortedError(failure);
  });
}

/** Returns a signal that aborts after the given time, with the timeout as its reason. */
export function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Interruption('timeout')), milliseconds).unref();
  return controller.signal;
}

/** Returns a signal that aborts the given time after another signal was interrupted, for the same reason. */
export function after(interrupted: AbortSignal, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const begin = () => {
    const { reason } = interrupted;
    const passed = reason instanceof Interruption ? Date.now() - reason.at : 0;
    setTimeout(() => controller.abort(reason), milliseconds - passed).unref();
  };
  if (interrupted.aborted) begin();
  else interrupted.addEventListener('abort', begin, { once: true });
  return controller.signal;
}
