import { createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';

const lineFeed = 0x0a;

export interface Blob {
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
  /** Exactly `size` bytes. To be read to its end before the next blob is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The contents of blobs, in the order of their names, from one git process that waits when they are not read.
 * @throws Error when git gives anything else than these blobs whole.
 */
export async function* readBlobs(
  repository: Repository,
  oids: readonly string[],
): AsyncGenerator<Blob, void> {
  const input = oids.map((oid) => `${oid}\n`).join('');
  const reader = createByteReader(streamGit(repository, ['cat-file', '--batch', '--buffer'], { input }));
  try {
    for (const oid of oids) {
      const header = (await reader.until(lineFeed))?.toString() ?? 'nothing';
      const [, given, length] = /^(\w+) blob (\d+)$/.exec(header) ?? [];
      if (given !== oid) throw unexpected(header, oid);
      const size = Number(length);
      yield { oid, size, content: reader.take(size) };
      const end = await reader.until(lineFeed);
      if (end?.length !== 0) throw unexpected(`more than ${size} bytes`, oid);
    }
    if ((await reader.until(lineFeed)) !== undefined)
      throw new Error('git cat-file gave more than was asked for.');
  } finally {
    await reader.close();
  }
}

function unexpected(given: string, oid: string): Error {
  return new Error(`git cat-file gave ${JSON.stringify(given)} for ${oid}.`);
}
