import { S3Error } from './error.ts';

const MAX_LINE = 16 * 1024;

/**
 * Decodes a body of `content-encoding: aws-chunked` (Amazon S3 API reference, "Signature calculations for the
 * authorization header: transferring payload in multiple chunks"). Trailers are put into `trailers`, names in lower
 * case. Chunk signatures are not checked. Throws an S3Error when the body ends early or is not well-formed.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = byteReader(source);
  for (;;) {
    let remaining = chunkSize(await reader.line());
    if (remaining === 0) break;
    while (remaining > 0) {
      const part = await reader.upTo(remaining);
      remaining -= part.length;
      yield part;
    }
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody');
  }
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError');
    trailers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
}

function chunkSize(header: string): number {
  const digits = /^([0-9a-f]{1,12})(?:;|$)/i.exec(header)?.[1];
  if (digits === undefined) throw new S3Error('IncompleteBody');
  return Number.parseInt(digits, 16);
}

function byteReader(source: AsyncIterable<Buffer>): {
  line(): Promise<string>;
  upTo(count: number): Promise<Buffer>;
} {
  const iterator = source[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);

  async function fill(): Promise<void> {
    const next = await iterator.next();
    if (next.done) throw new S3Error('IncompleteBody');
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value]);
  }

  return {
    async line() {
      let end = buffered.indexOf('\r\n');
      while (end < 0) {
        if (buffered.length > MAX_LINE) throw new S3Error('IncompleteBody');
        await fill();
        end = buffered.indexOf('\r\n');
      }
      const line = buffered.toString('latin1', 0, end);
      buffered = buffered.subarray(end + 2);
      return line;
    },
    async upTo(count) {
      if (buffered.length === 0) await fill();
      const part = buffered.subarray(0, count);
      buffered = buffered.subarray(part.length);
      return part;
    },
  };
}
