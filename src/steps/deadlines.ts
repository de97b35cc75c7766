import { after } from '../control/cancellation.ts';
import type { CreateDeadlines } from '../deployment/create.ts';

/** Signals that abort when the time after an interruption is over. */
export interface Deadlines extends CreateDeadlines {
  /** For stopping the deployment and waiting for its end. */
  readonly end: AbortSignal;
  /** For following its rollback. */
  readonly rollback: AbortSignal;
}

/**
 * Limits the time after an interruption. After a cancellation, the runner kills the step after 10 s (actions/runner,
 * ProcessInvoker). After a timeout there is no such hurry; the rollback, a deployment of its own, gets as much time as
 * the deployment had.
 */
export function deadlinesAfter(
  { cancel, timeout }: { readonly cancel: AbortSignal; readonly timeout: AbortSignal },
  timeoutInput: number,
): Deadlines {
  const limit = (afterCancel: number, afterTimeout: number) =>
    AbortSignal.any([after(cancel, afterCancel), after(timeout, afterTimeout)]);
  return {
    answer: limit(3_000, 20_000),
    search: limit(5_000, 40_000),
    end: limit(8_000, 60_000),
    rollback: limit(8_000, 60_000 + timeoutInput),
  };
}
