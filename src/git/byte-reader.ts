/** Reads a stream of bytes by records and by lengths, holding one chunk at a time. */
export interface ByteReader {
  /** The bytes before the next `separator`, which is consumed. `undefined` at the end of the stream. */
  until(separator: number): Promise<Buffer | undefined>;
  /** The next `length` bytes as they arrive. To be read to its end before anything else is asked. */
  take(length: number): AsyncGenerator<Buffer, void>;
  /** Ends the stream, wherever it is. */
  close(): Promise<void>;
}

/** @throws Error, from its methods, when the stream ends in the middle of what was asked for. */
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

/** The records of a stream, each of which `separator` ends. */
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
