import { createHash, type Hash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { blockSize } from './deflate.ts';
import type { BlobSource, FileSource, Source } from './entry.ts';

/**
 * Where the blob's content is read fastest: from the checkout's file when that holds just what the commit does, else from
 * the repository. A content with the blob's name is the blob's, so nothing else need be known of the file.
 */
export async function inWorkTree(blob: BlobSource): Promise<Source> {
  const file = join(blob.repository.directory, blob.path);
  try {
    // To hand so little to Node's pool takes longer than to read it.
    const found = lstatSync(file);
    // Other kinds might never end.
    if (!found.isFile()) return blob;
    const { size } = found;
    return (size > blockSize ? await whole(file, size, blob) : read(file, blob)) ?? blob;
  } catch {
    // Whatever it is, the repository has the content.
    return blob;
  }
}

/** A hash whose hexadecimal digest is the name that git gives to a blob of `size` bytes, by the algorithm of `oid`. */
export function createBlobHash(oid: string, size: number): Hash {
  return createHash(oid.length === 40 ? 'sha1' : 'sha256').update(`blob ${size}\0`);
}

function read(file: string, { oid }: BlobSource): Source | undefined {
  const bytes = readFileSync(file);
  const name = createBlobHash(oid, bytes.length).update(bytes).digest('hex');
  return name === oid ? { kind: 'bytes', bytes } : undefined;
}

/** It is read twice: what has been packaged cannot be taken back. */
async function whole(file: string, size: number, { oid }: BlobSource): Promise<FileSource | undefined> {
  const hash = createBlobHash(oid, size);
  const room = Buffer.allocUnsafeSlow(blockSize);
  await using handle = await open(file);
  for (;;) {
    const { bytesRead } = await handle.read(room);
    if (bytesRead === 0) break;
    hash.update(room.subarray(0, bytesRead));
  }
  return hash.digest('hex') === oid ? { kind: 'file', file, size, oid } : undefined;
}
