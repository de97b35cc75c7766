/** A result that is there, or that a thread is working on. */
export interface Pending<T> {
  readonly result: T | Promise<T>;
  /** Bytes of memory that it takes until it is used. */
  readonly weight: number;
}

/** The most bytes of memory that results may take which wait for their turn. */
const mostHeld = 4 * 1024 * 1024;

/** Yields the results in order. Meanwhile the work on those that follow goes on. */
export async function* inOrder<T>(work: AsyncIterable<Pending<T>>): AsyncGenerator<T, void> {
  const begun: Pending<T>[] = [];
  let held = 0;
  for await (const pending of work) {
    // It is awaited later. Without a handler until then, Node would end the process if it fails.
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
