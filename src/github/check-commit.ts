import { setTimeout } from 'node:timers/promises';
import { ActionError, messageOf } from '../control/errors.ts';
import { formatDuration } from '../text/duration.ts';
import { singleLine } from '../text/escape.ts';
import { gitHubClient } from './client.ts';

export interface CommitOnGitHub {
  /** `owner/repo` */
  readonly repository: string;
  /** Full SHA-1. */
  readonly commitId: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/** Milliseconds before each retry, and for each answer. A GitHub that does not answer costs less than 15 s in all. */
const pauses = [500, 1_500];
const requestTimeout = 4_000;

/**
 * Asks GitHub (GITHUB_API_URL) for the commit, as instances will. Only warns when GitHub does not answer.
 * @returns the first line of the commit's message, if known. Untrusted.
 * @throws ActionError when the commit is not there, or the token is not valid.
 */
export async function assertCommitOnGitHub(options: CommitOnGitHub): Promise<{ subject?: string }> {
  const { repository, commitId, token, signal, warn } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const message = await commitMessage(options);
      const [subject] = message.split('\n', 1);
      return subject ? { subject } : {};
    } catch (error) {
      signal.throwIfAborted();
      const status = statusOf(error);
      if (isAbsent(status)) throw new ActionError(notOnGitHub({ repository, commitId, token }));
      if (status === 401) {
        throw new ActionError(
          `GitHub does not accept the token (${singleLine(messageOf(error))}). Remove github-token to use the job's token, or renew the token that it is set to.`,
        );
      }
      const pause = isTransient(status) ? pauses[attempt] : undefined;
      if (pause === undefined) {
        warn(
          `Could not check whether the commit ${commitId} is on GitHub in ${repository}: ${reasonOf(error)}. It is deployed without that check; if it was never pushed, instances fail to download it.`,
        );
        return {};
      }
      await setTimeout(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function commitMessage({ repository, commitId, token, signal }: CommitOnGitHub): Promise<string> {
  const octokit = await gitHubClient(token);
  const [owner = '', repo = ''] = repository.split('/');
  const { data } = await octokit.rest.repos.getCommit({
    owner,
    repo,
    ref: commitId,
    // Otherwise GitHub sends up to 300 changed files, which are not needed.
    per_page: 1,
    request: { signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]) },
  });
  // A proxy that answers instead of GitHub may leave it out.
  return (data as { commit?: { message?: string } }).commit?.message ?? '';
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error ? Number(error.status) : undefined;
}

/** GitHub answers 409 for a repository without commits (GitHub's documentation, "Get a commit"). */
function isAbsent(status: number | undefined): boolean {
  return status === 404 || status === 409 || status === 422;
}

function reasonOf(error: unknown): string {
  const isSilence =
    error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError';
  return isSilence ? `no answer within ${formatDuration(requestTimeout)}` : singleLine(messageOf(error));
}

/** A fault of GitHub, or of the network (to which octokit gives the status 500), that may pass in a second. */
function isTransient(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

function notOnGitHub({
  repository,
  commitId,
  token,
}: Pick<CommitOnGitHub, 'repository' | 'commitId' | 'token'>) {
  const access = token
    ? 'the token must be able to read the repository (`permissions: contents: read` for the token of the job)'
    : 'a private repository needs github-token';
  return `The commit ${commitId} is not on GitHub in ${repository}, where instances download it. Push it before this step; ${access}; or set s3-bucket to deploy it without GitHub.`;
}
