import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { type ArchivedFile, beginningOf, type OpenArchive, withoutDot } from './open-archive.ts';

/** `unzip` looks at modes only of archives that were made on Unix. */
const madeOnUnix = 3;
/** Kinds of files in a mode (stat(2)). */
const kindMask = 0o170000;
const linkKind = 0o120000;
/** Bytes: PATH_MAX of Linux. */
const longestTarget = 4096;

/** A zip file: its directory is read at once, and contents where they are. */
export async function openZip(file: string): Promise<OpenArchive> {
  return await withZip(file, async (zip) => {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry())
      if (!entry.fileName.endsWith('/')) entries.set(withoutDot(entry.fileName), entry);
    const files: ArchivedFile[] = [];
    for (const [path, entry] of entries) {
      const target = isLink(entry) && (await read(zip, entry, longestTarget));
      files.push({ path, size: entry.uncompressedSize, ...(target && { linkTarget: target.toString() }) });
    }
    return {
      files,
      readBeginnings: (paths, longest) =>
        withZip(file, async (again) => {
          const beginnings = new Map<string, Buffer>();
          for (const path of paths) {
            const entry = entries.get(path);
            if (entry) beginnings.set(path, await read(again, entry, longest));
          }
          return beginnings;
        }),
    };
  });
}

async function withZip<T>(file: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

async function read(zip: ZipFile, entry: Entry, longest: number): Promise<Buffer> {
  return await beginningOf(await zip.openReadStreamPromise(entry), longest);
}

function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  return versionMadeBy >>> 8 === madeOnUnix && ((externalFileAttributes >>> 16) & kindMask) === linkKind;
}
