import { createHash, type Hash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { blockSize } from './blocks.ts';
import type { BlobSource, FileSource, Source } from './entry.ts';

/** The files that are checked out. */
export interface WorkTree {
  /**
   * The fastest source for the blob's content: the file in the checkout if it has the same content, otherwise the
   * repository. The hash of the content, which is the blob's name, proves that it is the same.
   * @throws the abort reason.
   */
  find(blob: BlobSource): Promise<Source>;
}

export function createWorkTree(): WorkTree {
  const read = createReader();
  return {
    async find(blob) {
      const file = join(blob.repository.directory, blob.path);
      try {
        const found = lstatSync(file);
        // Reading anything else, such as a pipe, might never end.
        if (!found.isFile()) return blob;
        const { size } = found;
        if (size > blockSize) return (await verified(file, size, blob)) ?? blob;
        const bytes = read(file, size);
        return nameOf(bytes, blob) === blob.oid ? { kind: 'bytes', bytes } : blob;
      } catch {
        blob.repository.signal.throwIfAborted();
        // Whatever went wrong, the repository has the content.
        return blob;
      }
    },
  };
}

/** A hash whose hexadecimal digest is the name that git gives to a blob of `size` bytes, by the algorithm of `oid`. */
export function createBlobHash(oid: string, size: number): Hash {
  return createHash(oid.length === 40 ? 'sha1' : 'sha256').update(`blob ${size}\0`);
}

function nameOf(bytes: Buffer, { oid }: BlobSource): string {
  return createBlobHash(oid, bytes.length).update(bytes).digest('hex');
}

/**
 * Reads the first `size` bytes of small files. The files share buffers, which is cheaper than a buffer for each.
 * Passing such short reads to Node's thread pool would take longer than reading synchronously.
 */
function createReader(): (file: string, size: number) => Buffer {
  let room = Buffer.alloc(0);
  return (file, size) => {
    if (size > room.length) room = Buffer.allocUnsafeSlow(blockSize);
    const descriptor = openSync(file, 'r');
    try {
      const read = readSync(descriptor, room, 0, size, 0);
      const bytes = room.subarray(0, read);
      room = room.subarray(read);
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  };
}

/** Hashes a large file before it is packaged, because bytes that are packaged cannot be taken back. */
async function verified(
  file: string,
  size: number,
  { oid, repository }: BlobSource,
): Promise<FileSource | undefined> {
  const hash = createBlobHash(oid, size);
  const room = Buffer.allocUnsafeSlow(blockSize);
  await using handle = await open(file);
  // Stop at `size`: a file that is being written to may never end.
  for (let left = size; left > 0; ) {
    repository.signal.throwIfAborted();
    const { bytesRead } = await handle.read(room);
    if (bytesRead === 0) break;
    hash.update(room.subarray(0, bytesRead));
    left -= bytesRead;
  }
  return hash.digest('hex') === oid ? { kind: 'file', file, size, oid } : undefined;
}
