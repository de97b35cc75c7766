import { after } from '../control/cancellation.ts';
import type { CreateDeadlines } from '../deployment/create.ts';

/** Abort when there is no more time after an interruption. */
export interface Deadlines extends CreateDeadlines {
  /** To stop the deployment, and to watch its end. */
  readonly end: AbortSignal;
  /** To watch its rollback. */
  readonly rollback: AbortSignal;
}

/**
 * What time is left after a cancel: the runner kills the step after 10 s (actions/runner, ProcessInvoker). Nobody is in a
 * hurry after a timeout; a rollback, which is a deployment of its own, then has as long as the deployment had.
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
