import { Again, growingPauses, retry } from '../control/retry.ts';
import { isTransient, isUnknownHost } from './error-kinds.ts';

/** A read that failed while the deployment went on. */
export type ReadIssue =
  /** `denied`: the targets can't be read at all. `unreachable`: asking again may help. */
  | { readonly kind: 'unreachable' | 'denied'; readonly error: unknown }
  /** Asking again has helped. */
  | { readonly kind: 'reachable' };

export interface RetryTransient {
  readonly signal: AbortSignal;
  /** Milliseconds after which a failure counts. */
  readonly retryFor: number;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/**
 * Asks AWS until it answers. Throttling and faults of the service or the network pass; every other error is thrown.
 * @throws the signal's reason when it aborts while AWS is asked, RetryAbortedError when it aborts in a pause.
 */
export async function retryTransient<T>(
  ask: () => Promise<T>,
  { signal, retryFor, onReadIssue }: RetryTransient,
): Promise<T> {
  const started = Date.now();
  const attempt = async (number: number) => {
    try {
      const answer = await ask();
      if (number > 1) onReadIssue({ kind: 'reachable' });
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      const isOver = Date.now() - started > retryFor;
      if (!isTransient(error) || isUnknownHost(error) || isOver) throw error;
      if (number === 1) onReadIssue({ kind: 'unreachable', error });
      return new Again(error);
    }
  };
  return retry(attempt, { pauses: growingPauses(), signal });
}
