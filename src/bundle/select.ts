import { posix } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { changedFiles } from '../git/changed-files.ts';
import type { Commit } from '../git/commit.ts';
import type { Submodule } from '../git/tree.ts';
import { withAppSpec } from './appspec-entry.ts';
import { committedEntries } from './committed.ts';
import { byPath, type Entry } from './entry.ts';
import { findIncluded, includedEntries, type WorkspaceFile } from './include.ts';
import { withoutPointers } from './lfs.ts';
import { assertNames } from './names.ts';
import { createPattern, type Pattern, suggestLines } from './patterns.ts';
import { submoduleContent } from './submodules.ts';

/** Selects the files of a commit and its workspace that become a bundle. */
export interface BundleSelection {
  /** The directory of the repository that becomes the bundle's root; everything else is relative to it. */
  readonly path: string;
  readonly appspec: string;
  /** Globs. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface SelectedFiles {
  /** Sorted by the bytes of their paths. */
  readonly entries: readonly Entry[];
  /** Files that the bundle takes from the commit although the workspace has changed or removed them. */
  readonly changed: readonly string[];
}

/**
 * Decides which files go into a bundle. Reads only the files that `include` matches.
 * `directory` is for temporary files.
 * @throws ActionError when the bundle could not be deployed.
 */
export async function selectFiles(
  commit: Commit,
  { path, appspec, include, exclude }: BundleSelection,
  directory: string,
): Promise<SelectedFiles> {
  const { repository } = commit;
  const { signal } = repository;
  const root = posix.join(repository.directory, path);
  const excluding = exclude.map(createPattern);
  const isExcluded = (name: string) => excluding.some(({ matches }) => matches(name));
  const [committed, found, changed] = await Promise.all([
    committedEntries(commit, { path, directory }),
    findIncluded({ root, signal }, include.map(createPattern)),
    changedFiles(repository, path),
  ]);
  const submodules = committed.submodules.filter(({ path }) => !isExcluded(path));
  const fromSubmodules = await submoduleContent({ submodules, root, signal, directory });
  const own = [...committed.entries, ...fromSubmodules.entries];
  assertMatching(excluding, [...own, ...found, ...committed.submodules]);
  const wanted = found.filter(({ path }) => path === appspec || !isExcluded(path));
  const included = await includedEntries({ root, signal }, wanted);
  const all = replaced(own, await withoutPointers(included, own));
  const kept = all.filter(({ path }) => !isExcluded(path));
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
function replaced(entries: readonly Entry[], by: readonly Entry[]): Entry[] {
  return [...new Map([...entries, ...by].map((entry) => [entry.path, entry])).values()];
}

function assertMatching(
  patterns: readonly Pattern[],
  all: readonly (Entry | WorkspaceFile | Submodule)[],
): void {
  const unmatched = patterns.filter(({ matches }) => !all.some(({ path }) => matches(path)));
  if (unmatched.length > 0) {
    throw new ActionError(
      `exclude: ${unmatched.map(({ text }) => JSON.stringify(text)).join(', ')} matches no file.${suggestLines(unmatched)} Patterns are relative to path; **/ before a name matches any directory. Correct or remove the pattern.`,
    );
  }
}
