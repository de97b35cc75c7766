import { posix } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { changedFiles } from '../git/changed-files.ts';
import type { Commit } from '../git/commit.ts';
import type { Submodule } from '../git/tree.ts';
import { withAppSpec } from './appspec-entry.ts';
import { committedEntries } from './committed.ts';
import { byPath, type Entry } from './entry.ts';
import { findIncluded } from './include.ts';
import { withoutPointers } from './lfs.ts';
import { assertNames } from './names.ts';
import { createPattern, type Pattern, suggestLines } from './patterns.ts';
import { submoduleContent } from './submodules.ts';
import { type WorkspaceFile, workspaceEntries } from './workspace-files.ts';

/** What of a commit and its workspace becomes a bundle. */
export interface BundleSelection {
  /** Directory of the repository, or of the workspace, that is the bundle's root; all else is relative to it. */
  readonly path: string;
  readonly appspec: string;
  /** Globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What `include` may not lead out of: by default, the checkout. */
  readonly workspace?: string;
}

export interface SelectedFiles {
  /** By the bytes of their names. */
  readonly entries: readonly Entry[];
  /** Files that are in the bundle as they are in the commit, but not in the workspace. */
  readonly changed: readonly string[];
}

/**
 * Decides what a bundle of a commit holds, without reading any file but those that `include` names.
 * `directory` is for temporary files.
 * @throws ActionError when it cannot be deployed.
 */
export async function selectFiles(
  commit: Commit,
  { path, appspec, include, exclude, workspace }: BundleSelection,
  directory: string,
): Promise<SelectedFiles> {
  const { repository } = commit;
  const { signal } = repository;
  const root = posix.join(repository.directory, path);
  const excluded = exclusion(exclude);
  const [committed, found, changed] = await Promise.all([
    committedEntries(commit, { path, directory }),
    findIncluded({ root, workspace: workspace ?? repository.directory, signal }, include),
    changedFiles(repository, path),
  ]);
  const submodules = committed.submodules.filter(({ path }) => !excluded.has(path));
  const others = await submoduleContent({ submodules, root, signal, directory });
  const own = [...committed.entries, ...others.entries];
  excluded.assertMatching([...own, ...found, ...committed.submodules]);
  const wanted = found.filter(({ path }) => path === appspec || !excluded.has(path));
  const included = await workspaceEntries(wanted, signal);
  const all = replaced(own, await withoutPointers(included, own));
  const kept = all.filter(({ path }) => !excluded.has(path));
  const entries = withAppSpec(kept, appspec, [...all, ...committed.ignored]).sort(byPath);
  assertNames(entries.map(({ path }) => path));
  const asCommitted = new Set(
    kept.flatMap(({ path, source }) => (source.kind === 'file' || source.kind === 'bytes' ? [] : [path])),
  );
  return { entries, changed: [...changed, ...others.changed].filter((name) => asCommitted.has(name)) };
}

/** The entries, with those of the same path in their place. */
export function replaced<T extends { readonly path: string }>(entries: readonly T[], by: readonly T[]): T[] {
  return [...new Map([...entries, ...by].map((entry) => [entry.path, entry])).values()];
}

export interface Exclusion {
  has(path: string): boolean;
  /** @throws ActionError for a pattern that matches nothing. */
  assertMatching(all: readonly (Pick<Entry, 'path'> | WorkspaceFile | Submodule)[]): void;
}

/** What the globs of `exclude` leave out. */
export function exclusion(globs: readonly string[]): Exclusion {
  const patterns = globs.map(createPattern);
  return {
    has: (path) => patterns.some(({ matches }) => matches(path)),
    assertMatching: (all) => assertMatching(patterns, all),
  };
}

function assertMatching(patterns: readonly Pattern[], all: readonly { readonly path: string }[]): void {
  const nothing = patterns.filter(({ matches }) => !all.some(({ path }) => matches(path)));
  if (nothing.length > 0) {
    throw new ActionError(
      `exclude: ${nothing.map(({ text }) => JSON.stringify(text)).join(', ')} matches no file.${suggestLines(nothing)} Patterns are relative to path; **/ before a name stands for any directory. Correct or remove it.`,
    );
  }
}
