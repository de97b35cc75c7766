import { pauseAfter } from '../control/cancellation.ts';
import type { Trouble } from '../deployment/reader.ts';
import { isTransient, isUnknownHost } from './error-kinds.ts';

/** Milliseconds before the next try; each is twice the one before, up to the longest. */
const shortestPause = 1_000;
const longestPause = 30_000;

export interface Patience {
  readonly signal: AbortSignal;
  /** Milliseconds for which faults are ridden out. Nothing is at stake before a deployment exists. */
  readonly limit: number;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Asks until an answer comes, at growing intervals. Throws what can't pass, or has not within the limit. */
export async function patiently<T>(ask: () => Promise<T>, options: Patience): Promise<T> {
  const { signal, limit, onTrouble } = options;
  const started = Date.now();
  for (let tries = 0; ; tries += 1) {
    try {
      const answer = await ask();
      if (tries > 0) onTrouble({ kind: 'reachable' });
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const isOver = Date.now() - started > limit;
      if (!isTransient(error) || isUnknownHost(error) || isOver) throw error;
      if (tries === 0) onTrouble({ kind: 'unreachable', error });
      await pauseAfter(error, { milliseconds: pauseBefore(tries + 1), signal });
    }
  }
}

/** Milliseconds to wait before the first, second, … repetition: many runs that failed together must not repeat together. */
export function pauseBefore(repetition: number): number {
  const pause = Math.min(shortestPause * 2 ** (repetition - 1), longestPause);
  return pause * (0.5 + Math.random() / 2);
}
