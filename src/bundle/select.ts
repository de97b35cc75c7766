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

/** Selects the files of a commit and its workspace that become a bundle. */
export interface BundleSelection {
  /** The directory of the repository or of the workspace that becomes the bundle's root; everything else is relative to it. */
  readonly path: string;
  readonly appspec: string;
  /** Globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** What `include` may not lead out of: by default, the checkout. */
  readonly workspace?: string;
}

export interface SelectedFiles {
  /** Sorted by the bytes of their paths. */
  readonly entries: readonly Entry[];
  /** Files that the bundle takes from the commit although the workspace has changed or removed them. */
  readonly changed: readonly string[];
}

/**
 * Decides which files of a commit go into a bundle. Reads only the files that `include` matches.
 * `directory` is for temporary files.
 * @throws ActionError when the bundle could not be deployed.
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
  const fromSubmodules = await submoduleContent({ submodules, root, signal, directory });
  const own = [...committed.entries, ...fromSubmodules.entries];
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
  return {
    entries,
    changed: [...changed, ...fromSubmodules.changed].filter((name) => asCommitted.has(name)),
  };
}

/** The entries, replaced by those of `by` with the same path. */
export function replaced<T extends { readonly path: string }>(entries: readonly T[], by: readonly T[]): T[] {
  return [...new Map([...entries, ...by].map((entry) => [entry.path, entry])).values()];
}

export interface Exclusion {
  has(path: string): boolean;
  /** @throws ActionError for a pattern that matches nothing. */
  assertMatching(all: readonly (Pick<Entry, 'path'> | WorkspaceFile | Submodule)[]): void;
}

/** The files that the globs of `exclude` leave out. */
export function exclusion(globs: readonly string[]): Exclusion {
  const patterns = globs.map(createPattern);
  return {
    has: (path) => patterns.some(({ matches }) => matches(path)),
    assertMatching: (all) => assertMatching(patterns, all),
  };
}

function assertMatching(patterns: readonly Pattern[], all: readonly { readonly path: string }[]): void {
  const unmatched = patterns.filter(({ matches }) => !all.some(({ path }) => matches(path)));
  if (unmatched.length > 0) {
    throw new ActionError(
      `exclude: ${unmatched.map(({ text }) => JSON.stringify(text)).join(', ')} matches no file.${suggestLines(unmatched)} Patterns are relative to path; **/ before a name matches any directory. Correct or remove the pattern.`,
    );
  }
}
