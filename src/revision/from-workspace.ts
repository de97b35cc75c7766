import type { Entry } from '../bundle/entry.ts';
import { parentsOf } from '../bundle/paths.ts';
import { selectWorkspaceFiles } from '../bundle/select-workspace.ts';
import { changedFiles, untrackedFiles } from '../git/changed-files.ts';
import { singleLine } from '../text/escape.ts';
import { inspectFiles } from './inspect-files.ts';
import { type InspectedBundle, toRevisionCommit, type WorkspaceSource } from './inspection.ts';
import { folderOfWorkspace } from './made-of.ts';
import type { InspectForBucket } from './place.ts';

/**
 * A folder of the workspace as a bundle in the bucket.
 * @throws ActionError when there is nothing that could be packaged.
 */
export async function inspectWorkspace(
  { directory: workspace, checkout }: WorkspaceSource,
  options: InspectForBucket,
): Promise<InspectedBundle> {
  const { inputs, context, signal, log } = options;
  return await inspectFiles(async () => {
    const entries = await selectWorkspaceFiles(inputs, { workspace, signal });
    const since = checkout && {
      sha: checkout.commit.sha,
      differing: await countDiffering(entries, checkout),
    };
    const madeOf = folderOfWorkspace(inputs.path, since);
    log(`Source: ${singleLine(madeOf)}`);
    const commit = checkout && toRevisionCommit(checkout.commit, context);
    return { entries, changed: [], madeOf, ...(commit && { commit }) };
  }, options);
}

/** How many of the files are not in the bundle as the commit has them. */
async function countDiffering(
  entries: readonly Entry[],
  { commit: { repository }, path }: NonNullable<WorkspaceSource['checkout']>,
): Promise<number> {
  const [changed, untracked] = await Promise.all([
    changedFiles(repository, path),
    untrackedFiles(repository, path),
  ]);
  const names = new Set([...changed, ...untracked]);
  const isIn = (name: string) => names.has(name) || parentsOf(name).some((parent) => names.has(`${parent}/`));
  return entries.filter((entry) => isIn(entry.path)).length;
}
