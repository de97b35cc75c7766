import { createHash, type Hash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { blockSize } from './blocks.ts';
import type { BlobSource, FileSource, Source } from './entry.ts';

/** The files that are checked out. */
export interface WorkTree {
  /**
   * Where the blob's content is read fastest: from the checkout's file when that holds just what the commit does, else
   * from the repository. A content with the blob's name is the blob's, so nothing else need be known of the file.
   * @throws the reason of an abort.
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
        // Other kinds might never end.
        if (!found.isFile()) return blob;
        const { size } = found;
        if (size > blockSize) return (await whole(file, size, blob)) ?? blob;
        const bytes = read(file, size);
        return nameOf(bytes, blob) === blob.oid ? { kind: 'bytes', bytes } : blob;
      } catch {
        blob.repository.signal.throwIfAborted();
        // Whatever it is, the repository has the content.
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
 * Reads the first `size` bytes of small files. Many share a piece of memory, which costs less than one for each. To hand
 * so little to Node's pool would take longer than to read it.
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

/** It is read twice: what has been packaged cannot be taken back. */
async function whole(
  file: string,
  size: number,
  { oid, repository }: BlobSource,
): Promise<FileSource | undefined> {
  const hash = createBlobHash(oid, size);
  const room = Buffer.allocUnsafeSlow(blockSize);
  await using handle = await open(file);
  // Not to its end: of a file that is written to, that may never come.
  for (let left = size; left > 0; ) {
    repository.signal.throwIfAborted();
    const { bytesRead } = await handle.read(room);
    if (bytesRead === 0) break;
    hash.update(room.subarray(0, bytesRead));
    left -= bytesRead;
  }
  return hash.digest('hex') === oid ? { kind: 'file', file, size, oid } : undefined;
}
