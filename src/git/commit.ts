import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { ActionError, messageOf } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';
import { noCheckout } from './checkout.ts';
import { type GitResult, type Repository, runGit } from './git.ts';

/** The commit that is checked out. */
export interface Commit {
  readonly repository: Repository;
  /** Full object name. */
  readonly sha: string;
  /** Committer date. */
  readonly committedAt: Date;
  /** The first paragraph of the message, on one line. Untrusted. */
  readonly subject: string;
}

/**
 * Reads HEAD of the checkout in `workspace`. Ignores a repository above it.
 * @throws ActionError when there is no git, no checkout or no commit.
 */
export async function openCommit({
  workspace,
  signal,
}: {
  workspace: string;
  signal: AbortSignal;
}): Promise<Commit> {
  if (!existsSync(workspace)) throw new ActionError(noCheckout(workspace));
  const repository: Repository = { directory: await realpath(workspace), signal };
  const result = await revisionOfHead(repository);
  if (result.exitCode !== 0) throw new ActionError(explain(result, workspace));
  const [, sha = '', committed = '', subject = ''] =
    /^commit .*\n([0-9a-f]{40,64})\0(-?\d+)\0(.*)\n$/s.exec(result.stdout) ?? [];
  if (sha === '') throw new Error(`git rev-list printed ${JSON.stringify(result.stdout.slice(0, 200))}.`);
  return { repository, sha, committedAt: new Date(Number(committed) * 1000), subject };
}

async function revisionOfHead(repository: Repository): Promise<GitResult> {
  const format = '--format=%H%x00%ct%x00%s';
  try {
    return await runGit(repository, ['rev-list', '--max-count=1', '--encoding=UTF-8', format, 'HEAD', '--']);
  } catch (error) {
    if (!messageOf(error).includes('Unable to locate executable file')) throw error;
    throw new ActionError(
      'git was not found on this runner. Install git 2.18 or newer before actions/checkout runs; without it, actions/checkout downloads only the files, without a commit to package.',
    );
  }
}

function explain({ stderr }: GitResult, workspace: string): string {
  if (/not a git repository/i.test(stderr)) return noCheckout(workspace);
  if (/dubious ownership|unsafe repository/i.test(stderr)) {
    return `git refuses to read the checkout in ${workspace}, because it belongs to another user. Add a step before this one that runs: git config --global --add safe.directory "${workspace}"`;
  }
  if (/(unknown|bad) revision|bad object HEAD/i.test(stderr)) {
    return `The repository in ${workspace} has no commit at HEAD. Check out a branch, a tag or a commit that exists.`;
  }
  return `git cannot read the checkout in ${workspace}: ${singleLine(stderr)}`;
}
