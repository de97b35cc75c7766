/** A result that is being worked on. */
export interface Pending<T> {
  readonly result: T | Promise<T>;
  /** Bytes that it holds in memory until it is taken. */
  readonly weight: number;
}

/** Bytes that are held at most by work that was begun before its turn. */
const mostHeld = 4 * 1024 * 1024;

/** Gives the results in their order, while the next of them are being worked on. */
export async function* inOrder<T>(work: AsyncIterable<Pending<T>>): AsyncGenerator<T, void> {
  const begun: Pending<T>[] = [];
  let held = 0;
  for await (const pending of work) {
    // Awaited when its turn comes; until then a failure must not count as one that nobody looks at.
    if (pending.result instanceof Promise) pending.result.catch(() => {});
    begun.push(pending);
    held += pending.weight;
    while (held > mostHeld) {
      const first = begun.shift();
      if (!first) break;
      yield await first.result;
      held -= first.weight;
    }
  }
  for (const { result } of begun) yield await result;
}
