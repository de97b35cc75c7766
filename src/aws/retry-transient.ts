import { Again, growingPauses, retry } from '../control/retry.ts';
import { isTransient, isUnknownHost } from './error-kinds.ts';

/** A read that failed while the deployment continued. */
export type ReadIssue =
  /** `denied`: the role may not read the targets. `unreachable`: asking again may help. */
  | { readonly kind: 'unreachable' | 'denied'; readonly error: unknown }
  /** A later read succeeded. */
  | { readonly kind: 'reachable' };

export interface RetryTransient {
  readonly signal: AbortSignal;
  /** Milliseconds after which a failure is final. */
  readonly retryFor: number;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/**
 * Asks AWS until it answers. Retries after throttling and faults in the service or the network, and throws every other
 * error.
 * @throws the signal's reason when it aborts during a request, RetryAbortedError when it aborts during a pause.
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
