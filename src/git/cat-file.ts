import { PassThrough } from 'node:stream';
import { createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';

const lineFeed = 0x0a;

export interface Blob {
  /** Bytes. */
  readonly size: number;
  /** Exactly `size` bytes. Read it to its end before asking for the next blob. */
  readonly content: AsyncIterable<Buffer>;
}

/** Reads the blobs of a repository from one git process, which the first read starts. */
export interface Blobs {
  /** @throws Error when git returns anything but this whole blob. */
  read(oid: string): Promise<Blob>;
  /** Lets git finish. @throws Error unless it succeeds. */
  end(): Promise<void>;
  /** Stops git, whatever it is doing. */
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
      if (rest !== undefined) throw new Error('git cat-file printed more than it was asked for.');
    },
    close: () => reader.close(),
  };
}

function unexpected(given: string, oid: string): Error {
  return new Error(`git cat-file printed ${JSON.stringify(given)} for ${oid}.`);
}
