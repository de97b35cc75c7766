import { createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';
import type { TreeEntry } from './tree.ts';

const lineFeed = 0x0a;

export interface Blob {
  readonly entry: TreeEntry;
  /** Exactly `entry.size` bytes. To be read to its end before the next blob is asked for. */
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
      const header = await reader.until(lineFeed);
      if (header?.toString() !== `${entry.oid} blob ${entry.size}`) {
        throw new Error(
          `git cat-file gave ${JSON.stringify(header?.toString())} for ${JSON.stringify(entry)}.`,
        );
      }
      yield { entry, content: reader.take(entry.size) };
      const end = await reader.until(lineFeed);
      if (end?.length !== 0)
        throw new Error(`git cat-file gave more than ${entry.size} bytes for ${entry.oid}.`);
    }
    if ((await reader.until(lineFeed)) !== undefined)
      throw new Error('git cat-file gave more than was asked for.');
  } finally {
    await reader.close();
  }
}
