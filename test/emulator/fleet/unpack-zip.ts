import { chmodSync, createWriteStream, mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { instanceRoot } from './instance-root.ts';

const MADE_BY_UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;
/** setuid, setgid and the sticky bit are dropped, as unzip does. */
const PERMISSIONS = 0o777;

/**
 * Extracts a zip file as `unzip -qo` does: modes of archives made on Unix are kept, symbolic links are links, `../` is
 * taken out of names. Throws with the message of the library that the agent falls back to.
 */
export async function extractZip(file: string, directory: string): Promise<void> {
  const zip = await open(file);
  const target = instanceRoot(directory);
  const directories: { path: string; mode: number }[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    const path = target.host(
      name
        .split('/')
        .filter((part) => part !== '..')
        .join('/'),
    );
    if (name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      directories.push({ path, mode: permissions(entry, 0o755) });
    } else {
      await writeEntry(zip, entry, path);
    }
  }
  // Last, so that a directory without write permission can be filled first.
  for (const { path, mode } of directories.toReversed()) chmodSync(path, mode);
}

async function open(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { decodeStrings: false });
  } catch (cause) {
    throw new Error('Zip end of central directory signature not found', { cause });
  }
}

async function writeEntry(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const content = await zip.openReadStreamPromise(entry);
  if (isSymbolicLink(entry)) {
    symlinkSync(await text(content), path);
    return;
  }
  await pipeline(content, createWriteStream(path));
  chmodSync(path, permissions(entry, 0o644));
  const modified = entry.getLastModDate();
  utimesSync(path, modified, modified);
}

function permissions(entry: Entry, otherwise: number): number {
  return isMadeOnUnix(entry) ? unixMode(entry) & PERMISSIONS : otherwise;
}

function isSymbolicLink(entry: Entry): boolean {
  return isMadeOnUnix(entry) && (unixMode(entry) & FILE_TYPE) === SYMBOLIC_LINK;
}

function isMadeOnUnix(entry: Entry): boolean {
  return entry.versionMadeBy >>> 8 === MADE_BY_UNIX;
}

function unixMode(entry: Entry): number {
  return entry.externalFileAttributes >>> 16;
}
