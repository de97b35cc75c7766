import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ZipArchive } from 'archiver';
import { ActionError, messageOf } from '../errors.ts';
import { singleLine } from '../report/escape.ts';
import { type Blob, readBlobs } from './blobs.ts';
import { byPath } from './digest.ts';
import type { Repository } from './git.ts';
import { someOf } from './near-names.ts';
import type { BlobMode, TreeEntry } from './tree.ts';

/** A bundle on disk. Disposing of it removes it. */
export interface Bundle extends AsyncDisposable {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** Number of files and links in it. */
  readonly files: number;
  /** Files whose content is a pointer of Git LFS instead of the file that is meant. */
  readonly lfsPointers: readonly string[];
}

/** Larger contents go from git to the disk in pieces. */
const heldInMemory = 256 * 1024;
/** The earliest date that a zip file can hold. It is written in UTC, so the time zone of the runner does not matter. */
const date = new Date('1980-01-01T00:00:00Z');
const lfsPointer = 'version https://git-lfs.github.com/spec/v1\n';
const permissions: Record<BlobMode, number> = { '100644': 0o644, '100755': 0o755, '120000': 0o777 };

/**
 * Writes the entries into a zip file of its own directory under `temporaryDirectory`. The same entries give the same bytes.
 * Nothing stays behind when it fails or is aborted.
 * @throws ActionError for names that a zip file can't hold, or when the disk is full.
 */
export async function createBundle({
  repository,
  entries,
  temporaryDirectory,
}: {
  repository: Repository;
  entries: readonly TreeEntry[];
  temporaryDirectory: string;
}): Promise<Bundle> {
  assertNamesFitZip(entries);
  const directory = await mkdtemp(join(temporaryDirectory, 'codedeploy-bundle-')).catch((error: unknown) => {
    throw new ActionError(
      `The directory for temporary files (RUNNER_TEMP) cannot be used: ${messageOf(error)}`,
    );
  });
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const file = join(directory, 'bundle.zip');
    const written = await writeZip({ repository, entries: [...entries].sort(byPath), file });
    return { ...written, file, files: entries.length, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    repository.signal.throwIfAborted();
    throw hasNoRoom(error)
      ? new ActionError(
          `The bundle does not fit on the disk of the runner: ${messageOf(error)}. Free some room.`,
        )
      : error;
  }
}

/** archiver takes a backslash for a separator, and drops what looks like a drive. */
function assertNamesFitZip(entries: readonly TreeEntry[]): void {
  const altered = entries.map(({ path }) => path).filter((path) => path.includes('\\') || /^\w+:/.test(path));
  if (altered.length > 0) {
    throw new ActionError(
      `Names of files with a backslash, or that begin like a drive (x:), cannot be put into a zip file: ${someOf(altered)}. Rename them, or set path to a directory without them.`,
    );
  }
}

function hasNoRoom(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code))
  );
}

interface WriteZip {
  readonly repository: Repository;
  readonly entries: readonly TreeEntry[];
  readonly file: string;
}

async function writeZip({ repository, entries, file }: WriteZip) {
  const { ZipArchive } = await import('archiver');
  const archive = new ZipArchive({ zlib: { level: 6 } });
  const hash = createHash('sha256');
  let size = 0;
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const failed = new AbortController();
  const signal = AbortSignal.any([repository.signal, failed.signal]);
  const both = [
    fill({ archive, blobs: readBlobs(repository, entries), signal }),
    pipeline(archive, measured, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal }),
  ] as const;
  try {
    const [lfsPointers] = await Promise.all(both);
    return { size, sha256: hash.digest('hex'), lfsPointers };
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(both);
    throw error;
  }
}

interface Fill {
  readonly archive: ZipArchive;
  readonly blobs: AsyncIterable<Blob>;
  readonly signal: AbortSignal;
}

/** Appends one blob after the other. Gives the names of those that are Git LFS pointers. */
async function fill({ archive, blobs, signal }: Fill): Promise<string[]> {
  const pointers: string[] = [];
  for await (const { entry, size, content } of blobs) {
    if (size > heldInMemory && entry.mode !== '120000') {
      await appendStream({ archive, entry, content, signal });
      continue;
    }
    const bytes = await buffer(content);
    if (bytes.toString('latin1', 0, lfsPointer.length) === lfsPointer) pointers.push(entry.path);
    await appendBytes({ archive, entry, bytes, signal });
  }
  // What goes wrong from here on ends the pipeline that the archive is in.
  archive.finalize().catch(() => {});
  return pointers;
}

interface Append {
  readonly archive: ZipArchive;
  readonly entry: TreeEntry;
  readonly signal: AbortSignal;
}

async function appendStream({
  archive,
  entry,
  content,
  signal,
}: Append & Pick<Blob, 'content'>): Promise<void> {
  const stream = new PassThrough();
  const appended = once(archive, 'entry', { signal });
  archive.append(stream, attributes(entry));
  await Promise.all([pipeline(content, stream, { signal }), appended]);
}

async function appendBytes({ archive, entry, bytes, signal }: Append & { bytes: Buffer }): Promise<void> {
  // Not archive.symlink(), which alters the target and takes the date of today.
  const [content, kind] =
    entry.mode === '120000'
      ? [Buffer.alloc(0), { type: 'symlink' as const, linkname: targetOf(entry, bytes) }]
      : [bytes, { store: bytes.length === 0 }];
  const appended = once(archive, 'entry', { signal });
  archive.append(content, { ...attributes(entry), ...kind });
  await appended;
}

function attributes({ path, mode }: TreeEntry) {
  return { name: path, mode: permissions[mode], date };
}

function targetOf({ path }: TreeEntry, bytes: Buffer): string {
  const target = bytes.toString();
  if (Buffer.from(target).equals(bytes)) return target;
  throw new ActionError(
    `The symbolic link ${singleLine(path)} points to a name that is not UTF-8. Remove or rename it.`,
  );
}
