import { createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';
import type { TreeEntry } from './tree.ts';

const lineFeed = 0x0a;

export interface Blob {
  readonly entry: TreeEntry;
  /** Bytes. */
  readonly size: number;
  /** Exactly `size` bytes. To be read to its end before the next blob is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The contents of the entries, in their order, from one git process that waits when they are not read.
 * @throws Error when git gives anything else than these blobs whole.
 */
export async function* readBlobs(
  repository: Repository,
  entries: readonly TreeEntry[],
): AsyncGenerator<Blob, void> {
  const oids = entries.map(({ oid }) => oid);
  const reader = createByteReader(streamGit(repository, ['cat-file', '--batch', '--buffer'], oids));
  try {
    for (const entry of entries) {
      const header = (await reader.until(lineFeed))?.toString() ?? 'nothing';
      const [, oid, length] = /^(\w+) blob (\d+)$/.exec(header) ?? [];
      if (oid !== entry.oid) throw unexpected(header, entry);
      const size = Number(length);
      yield { entry, size, content: reader.take(size) };
      const end = await reader.until(lineFeed);
      if (end?.length !== 0) throw unexpected(`more than ${size} bytes`, entry);
    }
    if ((await reader.until(lineFeed)) !== undefined)
      throw new Error('git cat-file gave more than was asked for.');
  } finally {
    await reader.close();
  }
}

function unexpected(given: string, { path, oid }: TreeEntry): Error {
  return new Error(`git cat-file gave ${JSON.stringify(given)} for ${JSON.stringify(path)} (${oid}).`);
}
