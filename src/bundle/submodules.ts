import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../control/errors.ts';
import { changedFiles } from '../git/changed-files.ts';
import { type Repository, runGit } from '../git/git.ts';
import type { Submodule } from '../git/tree.ts';
import { someOf } from '../text/suggestions.ts';
import { committedEntries } from './committed.ts';
import type { Entry } from './entry.ts';

export interface Submodules {
  readonly submodules: readonly Submodule[];
  /** The directory that has their checkouts. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** For temporary files. */
  readonly directory: string;
}

/** The files that submodules contribute to a bundle. */
export interface SubmoduleContent {
  readonly entries: readonly Entry[];
  /** Files that are changed or removed in the workspace. */
  readonly changed: readonly string[];
}

/**
 * The files of submodules, and of submodules inside them. Reads the commits that the trees name from the checkouts.
 * @throws ActionError that names the submodules that are not checked out.
 */
export async function submoduleContent({
  submodules,
  root,
  signal,
  directory,
}: Submodules): Promise<SubmoduleContent> {
  const entries: Entry[] = [];
  const changed: string[] = [];
  const missing: string[] = [];
  for (const { path, sha } of submodules) {
    const repository = await checkoutOf({ directory: join(root, path), signal }, sha);
    if (!repository) {
      missing.push(path);
      continue;
    }
    const committed = await committedEntries({ repository, sha }, { path: '.', directory });
    const { submodules } = committed;
    const nested = await submoduleContent({ submodules, root: repository.directory, signal, directory });
    const all = [...committed.entries, ...nested.entries];
    entries.push(...all.map((entry) => ({ ...entry, path: `${path}/${entry.path}` })));
    const names = [...(await changedFiles(repository, '.')), ...nested.changed];
    changed.push(...names.map((name) => `${path}/${name}`));
  }
  if (missing.length > 0) {
    throw new ActionError(
      `Some submodules are not checked out at the commits that this commit names: ${someOf(missing)}. Their files would be missing on the instances. Set submodules: recursive in actions/checkout, or name the submodules themselves in exclude.`,
    );
  }
  return { entries, changed };
}

/** `undefined` when no repository there has the commit. */
async function checkoutOf({ directory, signal }: Repository, sha: string): Promise<Repository | undefined> {
  if (!existsSync(join(directory, '.git'))) return undefined;
  const repository = { directory: await realpath(directory), signal };
  const { exitCode } = await runGit(repository, ['cat-file', '-e', `${sha}^{commit}`]);
  return exitCode === 0 ? repository : undefined;
}
