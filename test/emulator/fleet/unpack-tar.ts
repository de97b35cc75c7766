import {
  chmodSync,
  createReadStream,
  createWriteStream,
  lchownSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { type InstanceRoot, instanceRoot } from './instance-root.ts';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const TAR_FATAL_STATUS = 2;

/**
 * Extracts a tar file as `tar -xp` does: modes are kept, and owners too for root. gzip is recognized by itself.
 * Throws with the message that the agent makes of tar's exit status.
 */
export async function extractTar(o: { file: string; directory: string; mustBeGzip: boolean }): Promise<void> {
  try {
    const isGzip = (await firstBytes(o.file)).equals(GZIP_MAGIC);
    if (o.mustBeGzip && !isGzip) throw new Error('not in gzip format');
    const source = createReadStream(o.file);
    const entries = extract();
    const reading = isGzip ? pipeline(source, createGunzip(), entries) : pipeline(source, entries);
    await Promise.all([reading, writeEntries(entries, instanceRoot(o.directory))]);
  } catch (cause) {
    throw new Error(`Error extracting tar archive: ${TAR_FATAL_STATUS}`, { cause });
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
  return buffer.subarray(0, bytesRead);
}

async function writeEntries(entries: ReturnType<typeof extract>, target: InstanceRoot): Promise<void> {
  const directories: Header[] = [];
  for await (const entry of entries) {
    const header = entry.header;
    if (header.name.split('/').includes('..')) throw new Error(`${header.name}: member name contains '..'`);
    const path = target.host(header.name);
    if (header.type === 'directory') {
      mkdirSync(path, { recursive: true });
      directories.push(header);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      rmSync(path, { force: true });
    }
    if (header.type === 'symlink') symlinkSync(header.linkname, path);
    if (header.type === 'link') linkSync(target.host(header.linkname), path);
    if (header.type === 'file') await pipeline(entry, createWriteStream(path));
    else entry.resume();
    if (process.getuid?.() === 0) lchownSync(path, header.uid, header.gid);
    if (header.type === 'file') {
      chmodSync(path, header.mode);
      utimesSync(path, header.mtime, header.mtime);
    }
  }
  // Last, so that a directory without write permission can be filled first.
  for (const header of directories.toReversed()) chmodSync(target.host(header.name), header.mode);
}
