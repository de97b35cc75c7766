import { realpath } from 'node:fs/promises';
import { selectFiles } from '../bundle/select.ts';
import type { Commit } from '../git/commit.ts';
import { inspectFiles } from './inspect-files.ts';
import { type InspectedBundle, toRevisionCommit } from './inspection.ts';
import type { InspectForBucket } from './place.ts';

/**
 * Inspects the checked-out commit for a bundle.
 * @throws ActionError when there is nothing to package.
 */
export async function inspectCommitForBundle(
  commit: Commit,
  options: InspectForBucket,
): Promise<InspectedBundle> {
  const { inputs, context } = options;
  const selection = { ...inputs, workspace: await realpath(context.workspace) };
  return await inspectFiles(async (directory) => {
    const selected = await selectFiles(commit, selection, directory);
    return { ...selected, commit: toRevisionCommit(commit, context) };
  }, options);
}
