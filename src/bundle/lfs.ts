import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ActionError } from '../control/errors.ts';
import { openBlobs } from '../git/cat-file.ts';
import { type Repository, runGit } from '../git/git.ts';
import { someOf } from '../text/suggestions.ts';
import type { Entry, FileSource, Source } from './entry.ts';

/** The contents of a Git LFS pointer (Git LFS specification, "The Pointer"). */
export interface Pointer {
  /** SHA-256 of the file, in hexadecimal. */
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
}

/** In bytes; every pointer is shorter (Git LFS specification, "The Pointer"). */
const longestPointer = 1024;

/** `undefined` when the content is not a pointer. */
export function readPointer(content: Buffer): Pointer | undefined {
  if (content.length >= longestPointer) return undefined;
  const text = content.toString('latin1');
  if (!/^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\n/.test(text))
    return undefined;
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const size = /^size (\d+)$/m.exec(text)?.[1];
  return oid && size ? { oid, size: Number(size) } : undefined;
}

/**
 * Drops the entries of the workspace that are only pointers to files that the commit has in Git LFS. A pointer must not
 * replace the file that it points to.
 */
export async function withoutPointers(
  entries: readonly Entry[],
  committed: readonly Entry[],
): Promise<Entry[]> {
  const inLfs = new Set(committed.flatMap(({ path, source }) => (source.kind === 'lfs' ? [path] : [])));
  const kept: Entry[] = [];
  for (const entry of entries) {
    if (!inLfs.has(entry.path) || !(await isPointer(entry))) kept.push(entry);
  }
  return kept;
}

async function isPointer({ source }: Entry): Promise<boolean> {
  if (source.kind !== 'file' || source.size >= longestPointer) return false;
  return readPointer(await readFile(source.file)) !== undefined;
}

type LfsEntry = Entry & { readonly source: Extract<Source, { kind: 'lfs' }> };

/**
 * Finds the contents of entries in Git LFS: in the files that `git lfs pull` stored, or in the commit itself if it has
 * the file instead of a pointer.
 * @throws ActionError that names the files for which the checkout has only the pointers.
 */
export async function locateLfs(entries: readonly Entry[]): Promise<readonly Entry[]> {
  const lfsEntries = entries.filter((entry): entry is LfsEntry => entry.source.kind === 'lfs');
  if (lfsEntries.length === 0) return entries;
  const located = new Map<Entry, Entry>();
  const missing: string[] = [];
  for (const group of Map.groupBy(lfsEntries, ({ source }) => source.repository.directory).values()) {
    const [first] = group;
    if (!first) continue;
    const pointers = await pointersOf(group);
    const directory = await objectDirectory(first.source.repository);
    for (const [entry, pointer] of pointers) {
      const source = pointer
        ? await storedFile(directory, pointer)
        : { ...entry.source, kind: 'blob' as const };
      if (source) located.set(entry, { ...entry, source });
      else missing.push(entry.path);
    }
  }
  if (missing.length > 0) {
    throw new ActionError(
      `Some files are in Git LFS, and the checkout has only the pointers to them: ${someOf(missing)}. Set lfs: true in actions/checkout, or leave them out with exclude.`,
    );
  }
  return entries.map((entry) => located.get(entry) ?? entry);
}

async function pointersOf(entries: readonly LfsEntry[]): Promise<[LfsEntry, Pointer | undefined][]> {
  const [first] = entries;
  if (!first) return [];
  const pointers: [LfsEntry, Pointer | undefined][] = [];
  const blobs = openBlobs(first.source.repository);
  try {
    for (const entry of entries) {
      const { size, content } = await blobs.read(entry.source.oid);
      if (size < longestPointer) {
        pointers.push([entry, readPointer(await buffer(content))]);
      } else {
        for await (const _ of content);
        pointers.push([entry, undefined]);
      }
    }
  } finally {
    await blobs.close();
  }
  return pointers;
}

/** The directory where Git LFS stores objects (git-lfs-config(5), `lfs.storage`). */
async function objectDirectory(repository: Repository): Promise<string> {
  const common = await runGit(repository, ['rev-parse', '--git-common-dir']);
  const storage = await runGit(repository, ['config', '--get', '--type=path', 'lfs.storage']);
  const gitDirectory = resolve(repository.directory, common.stdout.trim());
  return join(resolve(gitDirectory, storage.stdout.trim() || 'lfs'), 'objects');
}

async function storedFile(directory: string, { oid, size }: Pointer): Promise<FileSource | undefined> {
  const file = join(directory, oid.slice(0, 2), oid.slice(2, 4), oid);
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() && found.size === size ? { kind: 'file', file, size, sha256: oid } : undefined;
}
