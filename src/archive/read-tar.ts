import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { type ArchivedFile, beginningOf, type OpenArchive, withoutDot } from './open-archive.ts';

interface TarFile {
  readonly isCompressed: boolean;
}

/** A tar file, which has no directory: it is read from its beginning to its end. */
export async function openTar(file: string, options: TarFile): Promise<OpenArchive> {
  const files = new Map<string, ArchivedFile>();
  await visit(file, options, async (path, { type, linkname, size }) => {
    const link = type === 'symlink' && { linkTarget: linkname };
    if (type !== 'directory') files.set(path, { path, size, ...link });
  });
  return {
    files: [...files.values()],
    async readBeginnings(paths, longest) {
      const wanted = new Set(paths);
      const beginnings = new Map<string, Buffer>();
      if (wanted.size === 0) return beginnings;
      await visit(file, options, async (path, _header, content) => {
        if (wanted.has(path)) beginnings.set(path, await beginningOf(content, longest));
      });
      return beginnings;
    },
  };
}

/** Calls `look` for every entry. It reads a content to its end or not at all. */
async function visit(
  file: string,
  { isCompressed }: TarFile,
  look: (path: string, header: Header, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const entries = extract();
  const bytes = createReadStream(file);
  const read = isCompressed ? pipeline(bytes, createGunzip(), entries) : pipeline(bytes, entries);
  // What goes wrong ends the loop below too.
  read.catch(() => {});
  for await (const entry of entries) {
    await look(withoutDot(entry.header.name), entry.header, entry as AsyncIterable<Buffer>);
    entry.resume();
  }
  await read;
}
