import { isUtf8 } from 'node:buffer';
import { ActionError } from '../errors.ts';
import { createByteReader } from './byte-reader.ts';
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
  /** Bytes. */
  readonly size: number;
}

type ListedEntry = Omit<TreeEntry, 'size'>;

const lineFeed = 0x0a;
const listed = /^(\d{6}) (\w+) ([0-9a-f]{40,64})\t(.+)$/s;

/**
 * The files of the commit under `path`, by the bytes of their names.
 * @throws ActionError when the path is not in the commit, is empty, holds what can't be deployed (submodules, names with
 * control characters), or when the clone lacks contents.
 */
export async function readTree(commit: Commit, path: string): Promise<TreeEntry[]> {
  const { repository } = commit;
  const entries = await list(repository, await treeAt(commit, path));
  if (entries.length === 0) {
    throw new ActionError(
      path === '.'
        ? `The commit ${commit.sha} has no files. Check out the commit that holds the application.`
        : `${path} has no files in the commit ${commit.sha}. Set path to the directory that holds the application.`,
    );
  }
  return withSizes(repository, entries);
}

/** Whether the commit has a file `name` in its root. */
export async function hasRootFile({ repository, sha }: Commit, name: string): Promise<boolean> {
  const { exitCode } = await runGit(repository, ['cat-file', '-e', `${sha}:${name}`]);
  return exitCode === 0;
}

/** The object name of the tree at `path`. */
async function treeAt({ repository, sha }: Commit, path: string): Promise<string> {
  const name = path === '.' ? `${sha}^{tree}` : `${sha}:${path}`;
  const { exitCode, stdout } = await runGit(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    name,
  ]);
  if (exitCode !== 0) throw new ActionError(await notInCommit({ repository, sha, path }));
  const oid = stdout.trim();
  const type = await runGit(repository, ['cat-file', '-t', oid]);
  if (type.stdout.trim() === 'tree') return oid;
  throw new ActionError(
    type.exitCode === 0
      ? `path: ${path} is not a directory in the commit ${sha}. Name the directory that becomes the root of the bundle.`
      : `The clone lacks ${path} of the commit ${sha}. Leave out the filter and sparse-checkout inputs of actions/checkout.`,
  );
}

async function notInCommit({ repository, sha, path }: { repository: Repository; sha: string; path: string }) {
  const { stdout } = await runGit(repository, [
    'ls-tree',
    '-r',
    '-d',
    '-z',
    '--name-only',
    '--full-tree',
    sha,
  ]);
  const directories = stdout.split('\0').filter((name) => name !== '');
  const near = nearNames(path, directories);
  const topLevel = directories.filter((name) => !name.includes('/'));
  const hint =
    near.length > 0
      ? ` Did you mean ${near.join(' or ')}?`
      : topLevel.length > 0
        ? ` It has ${someOf(topLevel)}.`
        : ' It has no directories.';
  return `path: ${path} is not in the commit ${sha}.${hint} Only committed files are deployed.`;
}

async function list(repository: Repository, tree: string): Promise<ListedEntry[]> {
  const git = streamGit(repository, ['ls-tree', '-r', '-z', '--full-tree', tree]);
  const reader = createByteReader(git.stdout);
  const entries: ListedEntry[] = [];
  const submodules: string[] = [];
  const unusable: string[] = [];
  for (let record = await reader.until(0); record !== undefined; record = await reader.until(0)) {
    const [, mode, type, oid, path] = listed.exec(record.toString()) ?? [];
    if (!mode || !oid || !path) throw new Error(`git ls-tree printed ${JSON.stringify(record.toString())}.`);
    if (type === 'commit') submodules.push(path);
    else if (!isBlobMode(mode))
      throw new Error(`git ls-tree printed the mode ${mode} for ${JSON.stringify(path)}.`);
    else if (!isUtf8(record) || hasControlCharacter(path)) unusable.push(JSON.stringify(path));
    else entries.push({ path, mode, oid });
  }
  await git.succeeded;
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

async function withSizes(repository: Repository, entries: readonly ListedEntry[]): Promise<TreeEntry[]> {
  const sizes = await blobSizes(repository, new Set(entries.map(({ oid }) => oid)));
  const missing = entries.filter(({ oid }) => !sizes.has(oid)).map(({ path }) => path);
  if (missing.length > 0) {
    throw new ActionError(
      `The clone lacks the contents of ${missing.length} of ${entries.length} files: ${someOf(missing)}. It was made with a filter or a sparse checkout. Leave out the filter and sparse-checkout inputs of actions/checkout (fetch-depth: 1 is fine), or set path to a directory that is checked out in full.`,
    );
  }
  return entries.map((entry) => ({ ...entry, size: sizes.get(entry.oid) ?? 0 }));
}

/** Sizes in bytes of the blobs that the clone has; the others are left out. */
async function blobSizes(repository: Repository, oids: ReadonlySet<string>): Promise<Map<string, number>> {
  const format = '--batch-check=%(objectname) %(objecttype) %(objectsize)';
  const git = streamGit(repository, ['cat-file', format, '--buffer'], oids);
  const reader = createByteReader(git.stdout);
  const sizes = new Map<string, number>();
  for (let line = await reader.until(lineFeed); line !== undefined; line = await reader.until(lineFeed)) {
    const [oid, type, size] = line.toString().split(' ');
    if (oid && type === 'blob') sizes.set(oid, Number(size));
  }
  await git.succeeded;
  return sizes;
}
