import { isUtf8 } from 'node:buffer';
import { ActionError } from '../errors.ts';
import { recordsOf } from './byte-reader.ts';
import type { Commit } from './commit.ts';
import { type Repository, runGit, streamGit } from './git.ts';
import { nearNames, someOf } from './near-names.ts';

/** The modes that git has for blobs: a file, an executable file, a symbolic link. */
export const blobModes = ['100644', '100755', '120000'] as const;
export type BlobMode = (typeof blobModes)[number];

/** A file or symbolic link of the commit. */
export interface TreeEntry {
  /** Relative to the directory that was read, with forward slashes. */
  readonly path: string;
  readonly mode: BlobMode;
  /** Object name of the blob. */
  readonly oid: string;
}

const nul = 0x00;
const lineFeed = 0x0a;
const listed = /^(\d{6}) (\w+) ([0-9a-f]{40,64})\t(.+)$/s;

/**
 * The files of the commit under `path`, by the bytes of their names.
 * @throws ActionError when the path is not in the commit, is empty, holds what can't be deployed (submodules, names with
 * control characters), or when the clone lacks contents.
 */
export async function readTree(commit: Commit, path: string): Promise<TreeEntry[]> {
  const { repository } = commit;
  if (path !== '.') await assertDirectory(commit, path);
  const tree = path === '.' ? `${commit.sha}^{tree}` : `${commit.sha}:${path}`;
  const entries = await list(repository, tree);
  if (entries.length === 0) {
    throw new ActionError(
      path === '.'
        ? `The commit ${commit.sha} has no files. Check out the commit that holds the application.`
        : `${path} has no files in the commit ${commit.sha}. Set path to the directory that holds the application.`,
    );
  }
  await assertComplete(repository, tree, entries);
  return entries;
}

/** Whether the commit has a file `name` in its root. Its content may be missing in the clone. */
export async function hasRootFile({ repository, sha }: Commit, name: string): Promise<boolean> {
  const { stdout } = await runGit(repository, ['ls-tree', '--full-tree', '--name-only', sha, '--', name]);
  return stdout.trim() === name;
}

/** @throws ActionError unless `path` is a directory of the commit. */
async function assertDirectory({ repository, sha }: Commit, path: string): Promise<void> {
  const { stdout } = await runGit(repository, ['cat-file', '-t', `${sha}:${path}`]);
  if (stdout.trim() === 'tree') return;
  if (stdout.trim() === 'blob') {
    throw new ActionError(
      `path: ${path} is a file in the commit ${sha}. Name the directory that becomes the root of the bundle.`,
    );
  }
  const directories: string[] = [];
  const listing = streamGit(repository, ['ls-tree', '-r', '-d', '-z', '--name-only', '--full-tree', sha]);
  for await (const name of recordsOf(listing, nul)) directories.push(name.toString());
  throw new ActionError(
    `path: ${path} is not in the commit ${sha}. ${directoryHint(path, directories)} Only committed files are deployed.`,
  );
}

function directoryHint(path: string, directories: readonly string[]): string {
  const near = nearNames(path, directories);
  if (near.length > 0) return `Did you mean ${someOf(near)}?`;
  const topLevel = directories.filter((name) => !name.includes('/'));
  return topLevel.length > 0 ? `It has ${someOf(topLevel)}.` : 'It has no directories.';
}

async function list(repository: Repository, tree: string): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const submodules: string[] = [];
  const unusable: string[] = [];
  const listing = streamGit(repository, ['ls-tree', '-r', '-z', '--full-tree', tree]);
  for await (const record of recordsOf(listing, nul)) {
    const text = record.toString();
    const [, mode, type, oid, path] = listed.exec(text) ?? [];
    if (!mode || !oid || !path) throw new Error(`git ls-tree printed ${JSON.stringify(text)}.`);
    if (type === 'commit') submodules.push(path);
    else if (!isUtf8(record) || hasControlCharacter(path)) unusable.push(JSON.stringify(path));
    else if (isBlobMode(mode)) entries.push({ path, mode, oid });
    else throw new Error(`git ls-tree printed the mode ${mode} for ${JSON.stringify(path)}.`);
  }
  if (submodules.length > 0) {
    throw new ActionError(
      `The commit holds submodules, whose files are in other repositories: ${someOf(submodules)}. They would be missing on the instances. Set path to a directory without submodules, or commit their files.`,
    );
  }
  if (unusable.length > 0) {
    throw new ActionError(
      `Names of files are not UTF-8 or have control characters, and cannot be deployed: ${someOf(unusable)}. Rename them.`,
    );
  }
  return entries;
}

function isBlobMode(mode: string): mode is BlobMode {
  return (blobModes as readonly string[]).includes(mode);
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f');
}

async function assertComplete(
  repository: Repository,
  tree: string,
  entries: readonly TreeEntry[],
): Promise<void> {
  const missing = await missingObjects(repository, tree);
  const files = entries.filter(({ oid }) => missing.has(oid)).map(({ path }) => path);
  if (files.length > 0) {
    throw new ActionError(
      `The clone lacks the contents of ${files.length} of ${entries.length} files: ${someOf(files)}. It was made with a filter or a sparse checkout. Leave out the filter and sparse-checkout inputs of actions/checkout (fetch-depth: 1 is fine), or set path to a directory that is checked out in full.`,
    );
  }
}

/** Of the objects in `tree`, those that the clone does not have. The only question that git answers without fetching them. */
async function missingObjects(repository: Repository, tree: string): Promise<Set<string>> {
  const objects = streamGit(repository, [
    'rev-list',
    '--objects',
    '--no-object-names',
    '--missing=print',
    tree,
  ]);
  const missing = new Set<string>();
  for await (const line of recordsOf(objects, lineFeed)) {
    const text = line.toString();
    if (text.startsWith('?')) missing.add(text.slice(1));
  }
  return missing;
}
