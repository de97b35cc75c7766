import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter } from './cancellation.ts';

/** The result of a failed attempt that is worth a retry. */
export class Again {
  /** The error to throw when no attempt is left. */
  readonly failure: unknown;
  /** What went wrong: the cause of the RetryAbortedError when the signal aborts during the pause. */
  readonly cause: unknown;

  constructor(failure: unknown, cause = failure) {
    this.failure = failure;
    this.cause = cause;
  }
}

export interface Pauses {
  /** Milliseconds before each further attempt. */
  readonly pauses: Iterable<number>;
  readonly signal: AbortSignal;
}

/**
 * Repeats `attempt` until it returns something other than {@link Again}. An error that `attempt` throws is final.
 * @throws the failure of the last attempt when no pause is left; RetryAbortedError when the signal aborts during a
 * pause.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<T | Again>,
  { pauses, signal }: Pauses,
): Promise<T> {
  const remaining = Iterator.from(pauses);
  for (let number = 1; ; number += 1) {
    const result = await attempt(number);
    if (!(result instanceof Again)) return result;
    const { done, value: milliseconds } = remaining.next();
    if (done) throw result.failure;
    await pauseAfter(result.cause, { milliseconds, signal });
  }
}

/** Calls `look` after each pause until it finds something. `undefined` when it finds nothing. */
export async function lookRepeatedly<T>(
  look: () => Promise<T | undefined>,
  { pauses, signal }: Pauses,
): Promise<T | undefined> {
  for (const pause of pauses) {
    await sleep(pause, undefined, { signal });
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Milliseconds; each pause is twice the one before, up to the longest. */
const shortestPause = 1_000;
const longestPause = 30_000;

/** Growing, random pauses, so that runs that failed together do not retry together. */
export function* growingPauses(most = Number.POSITIVE_INFINITY): Generator<number, void> {
  for (let repetition = 0; repetition < most; repetition += 1) {
    const pause = Math.min(shortestPause * 2 ** repetition, longestPause);
    yield pause * (0.5 + Math.random() / 2);
  }
}
