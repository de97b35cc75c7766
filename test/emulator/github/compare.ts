import { type ChangedFile, changedFiles, compareCommits, findCommit, readCommit } from './git.ts';
import { errorReply, notFound, type Reply } from './reply.ts';
import { commitBody, fullName, type Repository } from './repository.ts';

const DOCUMENTATION = '/commits/commits#compare-two-commits';
/** Without a page asked for, these newest ones are given (REST reference, "Compare two commits"). */
const MAX_COMMITS = 250;
/** More than these are left out (the same). */
const MAX_FILES = 300;

/** Answers `GET /repos/{owner}/{repo}/compare/{base}...{head}`, without the files' patches and without pages. */
export async function compare(repository: Repository, range: string): Promise<Reply> {
  const [baseRef = '', headRef = ''] = range.split('...');
  const { directory } = repository;
  const [base, head] = await Promise.all([findCommit(directory, baseRef), findCommit(directory, headRef)]);
  if (base === undefined || head === undefined) return notFound(DOCUMENTATION);
  const comparison = await compareCommits(directory, base, head);
  if (comparison === undefined) {
    return errorReply(404, `No common ancestor between ${baseRef} and ${headRef}.`, DOCUMENTATION);
  }
  const { mergeBase, aheadBy, behindBy, ahead } = comparison;
  const body = async (sha: string) => commitBody(repository, await readCommit(directory, sha));
  const path = fullName(repository);
  const files = await changedFiles(directory, { from: mergeBase, to: head });
  return {
    status: 200,
    json: {
      url: `https://api.github.com/repos/${path}/compare/${range}`,
      html_url: `https://github.com/${path}/compare/${range}`,
      base_commit: await body(base),
      merge_base_commit: await body(mergeBase),
      status: comparisonStatus(aheadBy, behindBy),
      ahead_by: aheadBy,
      behind_by: behindBy,
      total_commits: aheadBy,
      commits: await Promise.all(ahead.slice(-MAX_COMMITS).map(body)),
      files: files.slice(0, MAX_FILES).map(fileBody),
    },
  };
}

const STATUSES: Readonly<Record<string, string>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

function fileBody({ change, sha, path, previousPath }: ChangedFile) {
  const renamed = previousPath === undefined ? {} : { previous_filename: previousPath };
  return { sha, filename: path, status: STATUSES[change] ?? 'changed', ...renamed };
}

function comparisonStatus(aheadBy: number, behindBy: number): string {
  if (aheadBy > 0 && behindBy > 0) return 'diverged';
  if (aheadBy > 0) return 'ahead';
  return behindBy > 0 ? 'behind' : 'identical';
}
