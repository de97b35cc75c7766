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
