import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../errors.ts';
import { someOf } from '../near-names.ts';
import { committedEntries } from './committed.ts';
import type { Entry } from './entry.ts';
import { type Repository, runGit } from './git.ts';
import type { Submodule } from './tree.ts';

export interface Submodules {
  readonly submodules: readonly Submodule[];
  /** Where their checkouts are. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** For temporary files. */
  readonly directory: string;
}

/**
 * The files of the commits that a tree names as submodules, and of those that these name, out of their checkouts.
 * @throws ActionError that names the submodules that are not checked out.
 */
export async function submoduleEntries({
  submodules,
  root,
  signal,
  directory,
}: Submodules): Promise<Entry[]> {
  const entries: Entry[] = [];
  const missing: string[] = [];
  for (const { path, sha } of submodules) {
    const repository = await checkoutOf({ directory: join(root, path), signal }, sha);
    if (!repository) {
      missing.push(path);
      continue;
    }
    const committed = await committedEntries({ repository, sha }, { path: '.', directory });
    const nested = { submodules: committed.submodules, root: repository.directory, signal, directory };
    const all = [...committed.entries, ...(await submoduleEntries(nested))];
    entries.push(...all.map((entry) => ({ ...entry, path: `${path}/${entry.path}` })));
  }
  if (missing.length > 0) {
    throw new ActionError(
      `Submodules of the commit are not checked out at the commits that it names: ${someOf(missing)}. Their files would be missing on the instances. Set submodules: recursive in actions/checkout, or name the submodules themselves in exclude.`,
    );
  }
  return entries;
}

/** `undefined` when there is no repository that has the commit. */
async function checkoutOf({ directory, signal }: Repository, sha: string): Promise<Repository | undefined> {
  if (!existsSync(join(directory, '.git'))) return undefined;
  const repository = { directory: await realpath(directory), signal };
  const { exitCode } = await runGit(repository, ['cat-file', '-e', `${sha}^{commit}`]);
  return exitCode === 0 ? repository : undefined;
}
