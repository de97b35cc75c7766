/** Reads records or a number of bytes from a stream, one chunk at a time. */
export interface ByteReader {
  /** The bytes before the next `separator`, which it consumes. `undefined` at the end of the stream. */
  until(separator: number): Promise<Buffer | undefined>;
  /** The next `length` bytes as they arrive. Read it to its end before reading anything else. */
  take(length: number): AsyncGenerator<Buffer, void>;
  /** Closes the stream, even before its end. */
  close(): Promise<void>;
}

/** Its methods throw an Error when the stream ends in the middle of what they read. */
export function createByteReader(stream: AsyncIterable<Buffer>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer | undefined> {
    const { done, value } = await chunks.next();
    return done ? undefined : value;
  }

  return {
    async until(separator) {
      const pieces: Buffer[] = [];
      for (;;) {
        const end = rest.indexOf(separator);
        if (end >= 0) {
          pieces.push(rest.subarray(0, end));
          rest = rest.subarray(end + 1);
          return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
        }
        if (rest.length > 0) pieces.push(rest);
        const chunk = await next();
        if (chunk === undefined && pieces.length === 0) return undefined;
        if (chunk === undefined) throw new Error('The output of git ended in the middle of a record.');
        rest = chunk;
      }
    },
    async *take(length) {
      let missing = length;
      while (missing > 0) {
        if (rest.length === 0) {
          const chunk = await next();
          if (chunk === undefined) throw new Error(`The output of git ended ${missing} bytes too early.`);
          rest = chunk;
        }
        const piece = rest.subarray(0, missing);
        rest = rest.subarray(piece.length);
        missing -= piece.length;
        yield piece;
      }
    },
    async close() {
      await chunks.return?.();
    },
  };
}

/** The records of a stream. Each ends with `separator`. */
export async function* recordsOf(
  stream: AsyncIterable<Buffer>,
  separator: number,
): AsyncGenerator<Buffer, void> {
  const reader = createByteReader(stream);
  try {
    for (;;) {
      const record = await reader.until(separator);
      if (record === undefined) return;
      yield record;
    }
  } finally {
    await reader.close();
  }
}
