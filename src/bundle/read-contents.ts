import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ActionError, messageOf } from '../control/errors.ts';
import { readArchived } from '../git/archive.ts';
import { type Blobs, openBlobs } from '../git/cat-file.ts';
import { singleLine } from '../text/escape.ts';
import { readBlocks } from './blocks.ts';
import type { Entry, FileSource } from './entry.ts';
import { locateLfs } from './lfs.ts';
import { createBlobHash, createWorkTree } from './work-tree.ts';

export interface Content {
  readonly entry: Entry;
  /** Bytes. */
  readonly size: number;
  /** Exactly `size` bytes. Read it to its end before asking for the next content. */
  readonly content: AsyncIterable<Buffer>;
}

/**
 * The contents of the entries, in order. Contents that git converts are stored in `directory` first.
 * @throws ActionError when a content is missing or has changed.
 */
export async function* readContents(
  entries: readonly Entry[],
  { directory }: { directory: string },
): AsyncGenerator<Content, void> {
  const located = await locateLfs(await convert(entries, directory));
  const workTree = createWorkTree();
  const repositories = new Map<string, Blobs>();
  try {
    for (const entry of located) {
      const { path } = entry;
      const source = entry.source.kind === 'blob' ? await workTree.find(entry.source) : entry.source;
      if (source.kind === 'bytes') {
        yield { entry, size: source.bytes.length, content: only(source.bytes) };
      } else if (source.kind === 'file') {
        yield { entry, size: source.size, content: readFile(path, source) };
      } else if (source.kind === 'blob') {
        const { repository, oid } = source;
        const blobs = repositories.get(repository.directory) ?? openBlobs(repository);
        repositories.set(repository.directory, blobs);
        yield { entry, ...(await blobs.read(oid)) };
      } else {
        throw new Error(`${JSON.stringify(path)} has no content.`);
      }
    }
    for (const blobs of repositories.values()) await blobs.end();
  } finally {
    for (const blobs of repositories.values()) await blobs.close();
  }
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

async function* readFile(
  path: string,
  { file, size, sha256, oid }: FileSource,
): AsyncGenerator<Buffer, void> {
  const changed = () =>
    new ActionError(
      `${singleLine(path)} changed while it was packaged (${singleLine(file)}). Make sure that nothing writes to it while this step runs.`,
    );
  const hash = oid === undefined ? createHash('sha256') : createBlobHash(oid, size);
  const expected = oid ?? sha256;
  let read = 0;
  try {
    for await (const block of readBlocks(file)) {
      read += block.length;
      if (read > size) throw changed();
      if (expected !== undefined) hash.update(block);
      yield block;
    }
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ActionError(
      `${singleLine(path)} could be read before, but no longer can: ${singleLine(messageOf(error))}. Make sure that nothing moves or removes it while this step runs.`,
    );
  }
  if (read !== size || (expected !== undefined && hash.digest('hex') !== expected)) throw changed();
}

/** Writes the contents that git converts to files, in a new directory in `parent`. */
async function convert(entries: readonly Entry[], parent: string): Promise<readonly Entry[]> {
  const sources = entries.flatMap(({ source }) => (source.kind === 'converted' ? [source] : []));
  if (sources.length === 0) return entries;
  const directory = await mkdtemp(join(parent, 'converted-'));
  const files = new Map<string, FileSource>();
  for (const group of Map.groupBy(sources, ({ repository }) => repository.directory).values()) {
    const [first] = group;
    if (!first) continue;
    const { repository, sha } = first;
    const wanted = new Set(group.map(({ path }) => path));
    for await (const { path, size, content } of readArchived(repository, { sha, paths: [...wanted] })) {
      if (wanted.has(path)) {
        const file = join(directory, String(files.size));
        await pipeline(content, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
        files.set(`${repository.directory}\0${path}`, { kind: 'file', file, size });
      } else {
        for await (const _ of content);
      }
    }
  }
  return entries.map((entry) => {
    const { source } = entry;
    if (source.kind !== 'converted') return entry;
    const file = files.get(`${source.repository.directory}\0${source.path}`);
    if (!file) throw new Error(`git archive left out ${JSON.stringify(source.path)}.`);
    return { ...entry, source: file };
  });
}
