import { buffer } from 'node:stream/consumers';
import { TarArchive, ZipArchive } from 'archiver';

export type BundleType = 'zip' | 'tar' | 'tgz';

/** A file with the usual mode, a file with its mode, a symbolic link, or an empty directory. */
export type Entry = string | { content: string; mode: number } | { linkTo: string } | 'empty directory';

/** What a bundle contains, by path. */
export type Tree = Readonly<Record<string, Entry>>;

/** A bundle that really has this content. */
export async function makeBundle(tree: Tree, type: BundleType): Promise<Buffer> {
  const archive = type === 'zip' ? new ZipArchive() : new TarArchive({ gzip: type === 'tgz' });
  for (const [name, entry] of Object.entries(tree)) {
    if (entry === 'empty directory') archive.append('', { name: `${name}/`, type: 'directory', mode: 0o755 });
    else if (typeof entry === 'string') archive.append(entry, { name, mode: 0o644 });
    else if ('linkTo' in entry) archive.symlink(name, entry.linkTo, 0o777);
    else archive.append(entry.content, { name, mode: entry.mode });
  }
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}
