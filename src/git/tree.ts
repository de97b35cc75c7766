import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames, someOf } from '../text/suggestions.ts';
import { recordsOf } from './byte-reader.ts';
import type { Commit } from './commit.ts';
import { type Repository, runGit, streamGit } from './git.ts';

/** The modes of blobs in git: a file, an executable file, a symbolic link. */
const blobModes = ['100644', '100755', '120000'] as const;
export type BlobMode = (typeof blobModes)[number];

/** A commit of a repository on disk. */
export type Treeish = Pick<Commit, 'repository' | 'sha'>;

/** A file or symbolic link of a commit. */
export interface TreeEntry {
  /** Relative to the directory that was read, with forward slashes. */
  readonly path: string;
  readonly mode: BlobMode;
  /** Object name of the blob. */
  readonly oid: string;
}

/** A commit of another repository that a tree refers to. */
export interface Submodule {
  readonly path: string;
  readonly sha: string;
}

export interface Tree {
  /** Sorted by the bytes of their paths. */
  readonly entries: readonly TreeEntry[];
  readonly submodules: readonly Submodule[];
}

const nul = 0x00;
const lineFeed = 0x0a;
const questionMark = 0x3f;
const listed = /^(\d{6}) (\w+) ([0-9a-f]{40,64})\t(.+)$/s;

/**
 * Lists the files of the commit under `path`.
 * @throws ActionError when the path is not in the commit or is empty, or when the clone lacks contents.
 */
export async function readTree(commit: Treeish, path: string): Promise<Tree> {
  const { repository } = commit;
  if (path !== '.') await assertDirectory(commit, path);
  const treeish = path === '.' ? `${commit.sha}^{tree}` : `${commit.sha}:${path}`;
  const missing = missingObjects(repository, treeish);
  // If both commands fail, the listing has the better message.
  missing.catch(() => {});
  const tree = await list(repository, treeish);
  assertComplete(tree.entries, await missing);
  return tree;
}

/** Whether the commit has a file `name` in its root. Its content may be missing in the clone. */
export async function hasRootFile({ repository, sha }: Treeish, name: string): Promise<boolean> {
  const { stdout } = await runGit(repository, ['ls-tree', '--full-tree', '--name-only', sha, '--', name]);
  return stdout.trim() === name;
}

/** The files of the commit among `paths`, which are from the top of the repository. */
export async function findFiles(
  { repository, sha }: Treeish,
  paths: readonly string[],
): Promise<readonly TreeEntry[]> {
  const listing = await buffer(streamGit(repository, ['ls-tree', '-z', '--full-tree', sha, '--', ...paths]));
  return parse(listing).entries;
}

/** @throws ActionError unless `path` is a directory of the commit. */
async function assertDirectory({ repository, sha }: Treeish, path: string): Promise<void> {
  const { stdout } = await runGit(repository, ['cat-file', '-t', `${sha}:${path}`]);
  if (stdout.trim() === 'tree') return;
  if (stdout.trim() === 'blob') {
    throw new ActionError(
      `path: ${path} is a file in the commit ${sha}. Set path to the directory that becomes the root of the bundle.`,
    );
  }
  if (existsSync(join(repository.directory, path))) {
    throw new ActionError(
      `path: ${path} is in the workspace, and not in the commit ${sha}: git does not track it. Set source to workspace to deploy the files as they lie there; or set path to a directory of the commit, and include to what is built.`,
    );
  }
  const directories: string[] = [];
  const listing = streamGit(repository, ['ls-tree', '-r', '-d', '-z', '--full-tree', sha]);
  for await (const record of recordsOf(listing, nul)) {
    const [, , type, , name = ''] = listed.exec(record.toString()) ?? [];
    if (type === 'commit' && `${path}/`.startsWith(`${name}/`)) {
      throw new ActionError(
        `path: ${path} is in the submodule ${singleLine(name)}, which is a separate repository. Set path to a directory of the commit ${sha} that holds the submodule, or check out that repository.`,
      );
    }
    if (type === 'tree') directories.push(name);
  }
  throw new ActionError(
    `path: ${path} is not in the commit ${sha}. ${directoryHint(path, directories)} Only committed files are deployed; source: workspace deploys a folder as it lies there.`,
  );
}

function directoryHint(path: string, directories: readonly string[]): string {
  const near = nearNames(path, directories);
  if (near.length > 0) return `Did you mean ${someOf(near)}?`;
  const topLevel = directories.filter((name) => !name.includes('/'));
  return topLevel.length > 0 ? `It has ${someOf(topLevel)}.` : 'It has no directories.';
}

async function list(repository: Repository, treeish: string): Promise<Tree> {
  return parse(await buffer(streamGit(repository, ['ls-tree', '-r', '-z', '--full-tree', treeish])));
}

function parse(listing: Buffer): Tree {
  const entries: TreeEntry[] = [];
  const submodules: Submodule[] = [];
  for (const record of listing.toString().split('\0')) {
    if (record === '') continue;
    const [, mode, type, oid, path] = listed.exec(record) ?? [];
    if (!mode || !oid || !path) throw new Error(`git ls-tree printed ${JSON.stringify(record)}.`);
    if (type === 'commit') submodules.push({ path, sha: oid });
    else if (isBlobMode(mode)) entries.push({ path, mode, oid });
    else if (type !== 'tree') {
      throw new Error(`git ls-tree printed the mode ${mode} for ${JSON.stringify(path)}.`);
    }
  }
  return { entries, submodules };
}

function isBlobMode(mode: string): mode is BlobMode {
  return (blobModes as readonly string[]).includes(mode);
}

function assertComplete(entries: readonly TreeEntry[], missing: ReadonlySet<string>): void {
  const files = entries.filter(({ oid }) => missing.has(oid)).map(({ path }) => path);
  if (files.length > 0) {
    throw new ActionError(
      `The clone lacks the contents of ${files.length} of ${entries.length} files: ${someOf(files)}. It was made with a filter or a sparse checkout. Remove the filter and sparse-checkout inputs of actions/checkout (fetch-depth: 1 is fine), or set path to a directory that is checked out in full.`,
    );
  }
}

/** The objects of a tree that the clone lacks. No other git command lists them without fetching them. */
async function missingObjects(repository: Repository, treeish: string): Promise<Set<string>> {
  // The output includes the names of trees and files; only git 2.23 and newer can leave them out.
  const objects = streamGit(repository, ['rev-list', '--objects', '--missing=print', treeish, '--']);
  const missing = new Set<string>();
  for await (const line of recordsOf(objects, lineFeed)) {
    if (line[0] === questionMark) missing.add(line.toString('latin1', 1));
  }
  return missing;
}
