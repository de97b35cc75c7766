import type { Context } from '../actions/context.ts';
import type { Commit } from '../git/commit.ts';
import { singleLine } from '../text/escape.ts';

/** What a commit is, where its name does not tell: the merge of a pull request is on no branch. */
export function mergeCommit(
  { sha }: Pick<Commit, 'sha'>,
  { sha: triggered, pullRequest }: Pick<Context, 'sha' | 'pullRequest'>,
): string | undefined {
  if (!pullRequest || sha !== triggered) return undefined;
  const { number, base } = pullRequest;
  return `the merge of pull request #${number} into ${singleLine(base)}, which GitHub makes to test it`;
}

/** A folder of the workspace, and how it differs from the commit that is checked out around it, if any. */
export function folderOfWorkspace(
  path: string,
  since: { readonly sha: string; readonly differing: number } | undefined,
): string {
  const folder = path === '.' ? 'the workspace' : `the folder ${path} of the workspace`;
  if (!since) return `${folder}, which is in no git checkout`;
  const { sha, differing } = since;
  const commit = `commit ${sha.slice(0, 7)}`;
  if (differing === 0) return `${folder}, which is as in ${commit}`;
  return differing === 1
    ? `${folder}: 1 file is changed or untracked since ${commit}`
    : `${folder}: ${differing} files are changed or untracked since ${commit}`;
}
