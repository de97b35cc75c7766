import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Repository, streamGit } from './git.ts';

/** The attributes of one file (gitattributes(5)), by name. Unspecified attributes are absent. */
export type Attributes = ReadonlyMap<string, string>;

export interface AttributesOf {
  /** The .gitattributes files that apply: their paths, from the top of the repository, and blobs. */
  readonly files: readonly { readonly path: string; readonly oid: string }[];
  /** Paths from the top of the repository. Directories end in a slash. */
  readonly paths: readonly string[];
  /** For a temporary index file, which git uses in place of the repository's. */
  readonly directory: string;
}

/** The attributes of paths, from the commit instead of the working directory. Omits paths that have none. */
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

/** Whether the file's content is in Git LFS. */
export function isLfs(attributes: Attributes): boolean {
  return attributes.get('filter') === 'lfs';
}

export interface Conversions {
  /** The commit whose values replace `$Format:…$`. */
  readonly sha: string;
  readonly filters: Filters;
}

/**
 * Describes how `git archive` converts a file with these attributes; `undefined` if it does not. Descriptions differ
 * when the results may differ. `export-subst` counts as depending on the commit alone, although `%d` and `%(describe)`
 * also depend on refs.
 */
export function conversionOf(attributes: Attributes, { sha, filters }: Conversions): string | undefined {
  const [eol, ident, encoding, filter = ''] = ['eol', 'ident', 'working-tree-encoding', 'filter'].map(
    (name) => attributes.get(name),
  );
  const conversions = [
    eol === 'crlf' && `eol=crlf text=${attributes.get('text')} crlf=${attributes.get('crlf')}`,
    ident === 'set' && 'ident',
    encoding !== undefined && `working-tree-encoding=${encoding} text=${attributes.get('text')}`,
    filters.has(filter) && `filter=${filter} ${filters.get(filter)}`,
    attributes.get('export-subst') === 'set' && `export-subst=${sha}`,
  ].filter((text) => text !== false);
  return conversions.length > 0 ? conversions.join(' ') : undefined;
}

/** The filters in the repository's configuration: a hash of the commands they run, by name. */
export type Filters = ReadonlyMap<string, string>;

/** The configured filters that git applies on checkout, except that of Git LFS. */
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
