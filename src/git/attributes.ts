import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Repository, streamGit } from './git.ts';

/** What gitattributes(5) say of one file, by their names; a name that is not there is not specified. */
export type Attributes = ReadonlyMap<string, string>;

export interface AttributesOf {
  /** The .gitattributes files that count: their paths, from the top of the repository, and blobs. */
  readonly files: readonly { readonly path: string; readonly oid: string }[];
  /** From the top of the repository; those of directories end in a slash. */
  readonly paths: readonly string[];
  /** For a file of its own, which git uses in place of its index. */
  readonly directory: string;
}

/** The attributes that the commit, not the working directory, gives to paths. Paths without any are left out. */
export async function attributesOf(
  repository: Repository,
  { files, paths, directory }: AttributesOf,
): Promise<Map<string, Attributes>> {
  const index = join(directory, 'index');
  await rm(index, { force: true });
  const records = files.map(({ path, oid }) => `100644 ${oid}\t${path}\0`).join('');
  await buffer(streamGit(repository, ['update-index', '-z', '--index-info'], { input: [records], index }));
  const options = { input: [paths.map((path) => `${path}\0`).join('')], index };
  const checked = await buffer(
    streamGit(repository, ['check-attr', '--cached', '--stdin', '-z', '--all'], options),
  );
  const fields = checked.toString().split('\0');
  const attributes = new Map<string, Map<string, string>>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3);
    const known = attributes.get(path) ?? new Map<string, string>();
    attributes.set(path, known.set(name, value));
  }
  return attributes;
}

/** Whether `git archive` leaves the file or directory out. */
export function isExportIgnored(attributes: Attributes | undefined): boolean {
  return attributes?.get('export-ignore') === 'set';
}

/** Whether Git LFS keeps the file's content. */
export function isLfs(attributes: Attributes): boolean {
  return attributes.get('filter') === 'lfs';
}

export interface Conversions {
  /** The commit, by which `$Format:…$` is replaced. */
  readonly sha: string;
  readonly filters: Filters;
}

/**
 * What `git archive` does to a content with these attributes, in words that differ when the outcome may; `undefined` for
 * nothing. The words of `export-subst` are the commit's, although `%d` and `%(describe)` tell of refs too.
 */
export function conversionOf(attributes: Attributes, { sha, filters }: Conversions): string | undefined {
  const [eol, ident, encoding, filter = ''] = ['eol', 'ident', 'working-tree-encoding', 'filter'].map(
    (name) => attributes.get(name),
  );
  const done = [
    eol === 'crlf' && `eol=crlf text=${attributes.get('text')} crlf=${attributes.get('crlf')}`,
    ident === 'set' && 'ident',
    encoding !== undefined && `working-tree-encoding=${encoding} text=${attributes.get('text')}`,
    filters.has(filter) && `filter=${filter} ${filters.get(filter)}`,
    attributes.get('export-subst') === 'set' && `export-subst=${sha}`,
  ].filter((text) => text !== false);
  return done.length > 0 ? done.join(' ') : undefined;
}

/** By the names of filters that the repository's configuration has: a hash of the commands that they run. */
export type Filters = ReadonlyMap<string, string>;

/** The filters that a content goes through on its way out of git, but for Git LFS. */
export async function configuredFilters(repository: Repository): Promise<Filters> {
  const args = ['config', '-z', '--list'];
  const settings = (await buffer(streamGit(repository, args))).toString().split('\0');
  const commands = new Map<string, string>();
  for (const setting of settings) {
    const [, name, command] = /^filter\.(.+)\.(?:smudge|process)\n(.+)$/s.exec(setting) ?? [];
    if (name && command && name !== 'lfs') commands.set(name, `${commands.get(name) ?? ''}${command}\0`);
  }
  return new Map(
    [...commands].map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]),
  );
}
