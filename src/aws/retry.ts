import { pauseAfter } from '../control/cancellation.ts';
import { isTransient, isUnknownHost } from './error-kinds.ts';

/** A read that failed while the deployment went on. */
export type ReadIssue =
  /** `denied`: targets can't be read at all. `unreachable`: asking again may help. */
  | { readonly kind: 'unreachable' | 'denied'; readonly error: unknown }
  /** It did help. */
  | { readonly kind: 'reachable' };

/** Milliseconds before the next try; each is twice the one before, up to the longest. */
const shortestPause = 1_000;
const longestPause = 30_000;

export interface Patience {
  readonly signal: AbortSignal;
  /** Milliseconds for which faults are ridden out. Nothing is at stake before a deployment exists. */
  readonly limit: number;
  readonly onReadIssue: (trouble: ReadIssue) => void;
}

/** Asks until an answer comes, at growing intervals. Throws what can't pass, or has not within the limit. */
export async function patiently<T>(ask: () => Promise<T>, options: Patience): Promise<T> {
  const { signal, limit, onReadIssue } = options;
  const started = Date.now();
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask();
      if (tries > 0) onReadIssue({ kind: 'reachable' });
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const isOver = Date.now() - started > limit;
      if (!isTransient(error) || isUnknownHost(error) || isOver) throw error;
      if (tries === 0) onReadIssue({ kind: 'unreachable', error });
      await pauseAfter(error, { milliseconds: pauseBefore(tries + 1), signal });
    }
  }
}

/** Milliseconds to wait before the first, second, … repetition: many runs that failed together must not repeat together. */
export function pauseBefore(repetition: number): number {
  const pause = Math.min(shortestPause * 2 ** (repetition - 1), longestPause);
  return pause * (0.5 + Math.random() / 2);
}
