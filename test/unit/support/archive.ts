import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import tar, { type Header } from 'tar-stream';
import { openPromise } from 'yauzl';
import type { TestRepository } from './repository.ts';

/** What a file is, for comparison: its mode as git writes it, and its content (a hash of it, when long), or where a link points. */
export type Files = Record<string, { readonly mode: string; readonly content: string }>;

function brief(content: string): string {
  return content.length < 1_000 ? content : createHash('sha256').update(content).digest('hex');
}

/** The files of a commit, as git tells them. */
export function filesOfCommit({ git }: Pick<TestRepository, 'git'>, tree = 'HEAD'): Files {
  const records = git('ls-tree', '-r', '-z', '--full-tree', tree).split('\0').filter(Boolean);
  return Object.fromEntries(
    records.map((record) => {
      const [, mode = '', oid = '', path = ''] = /^(\d+) blob (\w+)\t(.*)$/s.exec(record) ?? [];
      return [path, { mode, content: brief(git('cat-file', 'blob', oid)) }];
    }),
  );
}

/** The files in a zip file, in its order, with the modes that unzip would give them. */
export async function filesOfZip(file: string): Promise<Files> {
  // As they are: yauzl would make slashes of backslashes.
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false });
  const files: Files = {};
  for await (const entry of zip.eachEntry()) {
    const mode = (entry.externalFileAttributes >>> 16).toString(8);
    const content = await buffer(await zip.openReadStreamPromise(entry));
    files[String(entry.fileName)] = {
      mode: mode === '120777' ? '120000' : mode,
      content: brief(content.toString()),
    };
  }
  zip.close();
  return files;
}

/** The files in a directory, with the mode that git would give them. */
export function filesOfDirectory(root: string, below = ''): Files {
  const files: Files = {};
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    const file = join(root, path);
    if (entry.isDirectory()) Object.assign(files, filesOfDirectory(root, path));
    else if (entry.isSymbolicLink()) files[path] = { mode: '120000', content: readlinkSync(file) };
    else files[path] = { mode: lstatSync(file).mode.toString(8), content: brief(readFileSync(file, 'utf8')) };
  }
  return files;
}

/** The files in a tar file, compressed or not, in its order. */
export async function filesOfTar(file: string, check: (header: Header) => void = () => {}): Promise<Files> {
  const bytes = readFileSync(file);
  const extract = tar.extract();
  extract.end(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
  const files: Files = {};
  for await (const entry of extract) {
    const { name, mode = 0, type, linkname } = entry.header;
    const content = (await buffer(entry)).toString();
    if (type === 'directory') continue;
    check(entry.header);
    files[name] =
      type === 'symlink'
        ? { mode: '120000', content: brief(linkname ?? '') }
        : { mode: `100${mode.toString(8)}`, content: brief(content) };
  }
  return files;
}

/** The files of a bundle of any type. Those of a tar file belong to root, and are of no time. */
export function filesOfBundle({ file, type }: { file: string; type: string }): Promise<Files> {
  if (type === 'zip') return filesOfZip(file);
  return filesOfTar(file, ({ uid, gid, uname, gname, mtime }) => {
    assert.deepEqual([uid, gid, uname, gname, mtime?.getTime()], [0, 0, '', '', Date.UTC(1980, 0, 1)]);
  });
}
