import { PassThrough } from 'node:stream';
import { createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';

const lineFeed = 0x0a;

export interface Blob {
  /** Bytes. */
  readonly size: number;
  /** Exactly `size` bytes. To be read to its end before the next blob is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** The blobs of a repository, from one git process that is started with the first of them. */
export interface Blobs {
  /** @throws Error when git gives anything else than this blob whole. */
  read(oid: string): Promise<Blob>;
  /** @throws Error unless git has succeeded. */
  end(): Promise<void>;
  /** Ends git, wherever it is. */
  close(): Promise<void>;
}

export function openBlobs(repository: Repository): Blobs {
  const names = new PassThrough();
  const reader = createByteReader(streamGit(repository, ['cat-file', '--batch'], { input: names }));

  async function* contentOf(oid: string, size: number): AsyncGenerator<Buffer, void> {
    yield* reader.take(size);
    const end = await reader.until(lineFeed);
    if (end?.length !== 0) throw unexpected(`more than ${size} bytes`, oid);
  }

  return {
    async read(oid) {
      names.write(`${oid}\n`);
      const header = (await reader.until(lineFeed))?.toString() ?? 'nothing';
      const [, given, length] = /^(\w+) blob (\d+)$/.exec(header) ?? [];
      if (given !== oid) throw unexpected(header, oid);
      const size = Number(length);
      return { size, content: contentOf(oid, size) };
    },
    async end() {
      names.end();
      const rest = await reader.until(lineFeed);
      if (rest !== undefined) throw new Error('git cat-file gave more than was asked for.');
    },
    close: () => reader.close(),
  };
}

function unexpected(given: string, oid: string): Error {
  return new Error(`git cat-file gave ${JSON.stringify(given)} for ${oid}.`);
}
