import { ActionError } from '../control/errors.ts';
import {
  type Attributes,
  attributesOf,
  type Conversions,
  configuredFilters,
  conversionOf,
  isExportIgnored,
  isLfs,
} from '../git/attributes.ts';
import type { Repository } from '../git/git.ts';
import { findFiles, readTree, type Submodule, type Tree, type TreeEntry, type Treeish } from '../git/tree.ts';
import type { BlobSource, Entry, Source } from './entry.ts';
import { parentsOf } from './paths.ts';

/** The files that a commit contributes to a bundle. Paths are relative to the bundle's root. */
export interface Committed {
  readonly entries: readonly Entry[];
  /** Files that .gitattributes marks as `export-ignore`. */
  readonly ignored: readonly Entry[];
  /** Their files are not among the entries. */
  readonly submodules: readonly Submodule[];
}

/**
 * The files of the commit under `path`, converted by their attributes. `directory` is for temporary files.
 * @throws ActionError as {@link readTree} does, and when there are no files, or all of them are `export-ignore`.
 */
export async function committedEntries(
  commit: Treeish,
  { path, directory }: { path: string; directory: string },
): Promise<Committed> {
  const prefix = path === '.' ? '' : `${path}/`;
  const tree = await readTree(commit, path);
  const attributes = await attributesUnder(commit, { tree, prefix, directory });
  const filters = await filtersOf(commit.repository, attributes);
  const isIgnored = ignoring(attributes, prefix);
  const asEntry = (file: TreeEntry) => entryOf(file, { commit, prefix, attributes, filters });
  // git archive does the conversions, and leaves these files out.
  const asPlain = (file: TreeEntry) => entryOf(file, { commit, prefix, attributes: new Map(), filters });
  const [ignored, kept] = partition(tree.entries, ({ path }) => isIgnored(path));
  const submodules = tree.submodules.filter(({ path }) => !isIgnored(`${path}/`));
  if (kept.length + submodules.length === 0) throw new ActionError(nothingIn(commit, { path, tree }));
  return { entries: kept.map(asEntry), ignored: ignored.map(asPlain), submodules };
}

function nothingIn({ sha }: Treeish, { path, tree }: { path: string; tree: Tree }): string {
  if (tree.entries.length > 0) {
    const what = path === '.' ? 'All files' : `All files of ${path}`;
    return `${what} of the commit ${sha} are marked export-ignore in .gitattributes, so there is nothing to deploy. Remove export-ignore from the files that instances need.`;
  }
  return path === '.'
    ? `The commit ${sha} has no files. Check out the commit that holds the application.`
    : `${path} has no files in the commit ${sha}. Set path to the directory that holds the application.`;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

interface Under {
  readonly tree: Tree;
  /** The tree's path from the top of the repository: empty, or ending in a slash. */
  readonly prefix: string;
  readonly directory: string;
}

/** Attributes by path from the top of the repository. */
async function attributesUnder(
  commit: Treeish,
  { tree, prefix, directory }: Under,
): Promise<ReadonlyMap<string, Attributes>> {
  const above = prefix === '' ? [] : await findFiles(commit, attributeFilesAbove(prefix));
  const below = tree.entries
    .filter(({ path }) => /(^|\/)\.gitattributes$/.test(path))
    .map((file) => ({ ...file, path: prefix + file.path }));
  const files = [...above, ...below].filter(({ mode }) => mode !== '120000');
  const names = [...tree.entries.map(({ path }) => path), ...tree.submodules.map(({ path }) => `${path}/`)];
  const paths = new Set(names.flatMap((name) => [...directoriesOf(prefix + name), prefix + name]));
  return attributesOf(commit.repository, { files, paths: [...paths], directory });
}

function attributeFilesAbove(prefix: string): string[] {
  return ['', ...directoriesOf(prefix)].map((directory) => `${directory}.gitattributes`);
}

/** `a/` and `a/b/` for both `a/b/c` and `a/b/`. git writes directories with a final slash. */
function directoriesOf(path: string): string[] {
  return parentsOf(path).map((parent) => `${parent}/`);
}

/** Returns a test for whether a file, or a directory it is in, is `export-ignore`. */
function ignoring(attributes: ReadonlyMap<string, Attributes>, prefix: string): (path: string) => boolean {
  const ignored = new Set<string>();
  for (const [path, own] of attributes) if (isExportIgnored(own)) ignored.add(path);
  if (ignored.size === 0) return () => false;
  return (path) =>
    ignored.has(prefix + path) || directoriesOf(prefix + path).some((directory) => ignored.has(directory));
}

async function filtersOf(
  repository: Repository,
  attributes: ReadonlyMap<string, Attributes>,
): Promise<Conversions['filters']> {
  const areUsed = [...attributes.values()].some((own) => own.has('filter') && !isLfs(own));
  return areUsed ? configuredFilters(repository) : new Map();
}

interface CommittedFrom extends Pick<Under, 'prefix'> {
  readonly commit: Treeish;
  readonly attributes: ReadonlyMap<string, Attributes>;
  readonly filters: Conversions['filters'];
}

function entryOf(
  { path, mode, oid }: TreeEntry,
  { commit, prefix, attributes, filters }: CommittedFrom,
): Entry {
  const { repository, sha } = commit;
  const file = prefix + path;
  const own = attributes.get(file);
  const blob: BlobSource = { kind: 'blob', repository, oid, path: file };
  const plain: Entry = { path, mode, identity: oid, source: blob };
  if (!own || mode === '120000') return plain;
  if (isLfs(own)) return { ...plain, identity: `${oid} lfs`, source: { ...blob, kind: 'lfs' } };
  const conversion = conversionOf(own, { sha, filters });
  if (conversion === undefined) return plain;
  const source: Source = { kind: 'converted', repository, sha, path: file };
  return { ...plain, identity: `${oid} ${conversion}`, source };
}
