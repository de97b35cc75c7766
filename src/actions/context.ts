import { tmpdir } from 'node:os';

/** What the runner's default environment variables say about this run. */
export interface Context {
  /** `owner/repo` of the workflow. */
  readonly repository: string;
  /** `owner/repo/deploy.yml`: the workflow's file; for a reusable workflow, the caller's file. */
  readonly workflow: string;
  /** The commit that triggered the workflow, which may differ from the checked-out commit. */
  readonly sha: string;
  readonly runId: string;
  readonly runAttempt: string;
  /** Directory of the checkout. */
  readonly workspace: string;
  /** Directory for temporary files; the runner empties it after the job. */
  readonly temporaryDirectory: string;
  /** `https://github.com`, or the address of a GitHub Enterprise server. */
  readonly serverUrl: string;
  /** Of a run for a pull request, whose `sha` is the merge that GitHub makes to test it. */
  readonly pullRequest: PullRequest | undefined;
}

export interface PullRequest {
  readonly number: string;
  /** The branch that it would be merged into. */
  readonly base: string;
}

/** Reads the {@link Context}; see GitHub's "Default environment variables". */
export function readContext(environment: NodeJS.ProcessEnv): Context {
  return {
    repository: environment['GITHUB_REPOSITORY'] ?? '',
    workflow: workflowOf(environment),
    sha: environment['GITHUB_SHA'] ?? '',
    runId: environment['GITHUB_RUN_ID'] ?? '',
    runAttempt: environment['GITHUB_RUN_ATTEMPT'] ?? '1',
    workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
    temporaryDirectory: environment['RUNNER_TEMP'] ?? tmpdir(),
    serverUrl: environment['GITHUB_SERVER_URL'] ?? 'https://github.com',
    pullRequest: pullRequestOf(environment),
  };
}

function pullRequestOf(environment: NodeJS.ProcessEnv): PullRequest | undefined {
  const [, number] = /^refs\/pull\/(\d+)\/merge$/.exec(environment['GITHUB_REF'] ?? '') ?? [];
  return number === undefined ? undefined : { number, base: environment['GITHUB_BASE_REF'] ?? '' };
}

/** GITHUB_WORKFLOW_REF is `owner/repo/.github/workflows/deploy.yml@refs/heads/main`. */
function workflowOf(environment: NodeJS.ProcessEnv): string {
  const [, file = ''] = /\/\.github\/workflows\/(.+?)@/.exec(environment['GITHUB_WORKFLOW_REF'] ?? '') ?? [];
  return `${environment['GITHUB_REPOSITORY'] ?? ''}/${file}`;
}
