import { gitHubClient } from './client.ts';

/** How two commits of a repository differ. */
export interface Comparison {
  /** Whether they have a common ancestor; if not, nothing else is known. */
  readonly isRelated: boolean;
  /** The number of commits that only the second has. */
  readonly ahead: number;
  /** The number of commits that only the first has. */
  readonly behind: number;
  /** The first lines of the messages of the newest commits, newest first. Untrusted. */
  readonly subjects: readonly string[];
  /** The paths of the files that differ; `undefined` if not known. */
  readonly changedPaths: ReadonlySet<string> | undefined;
}

/** What a deployment changes for a group that runs another commit. */
export interface Changes extends Comparison {
  /** The deployment whose revision the group runs. */
  readonly deploymentId: string;
  readonly repository: string;
  /** The commit that the group runs. */
  readonly base: string;
  /** The commit to be deployed. */
  readonly head: string;
  /** `description`: the commit is from the deployment's description, which anybody may have written. */
  readonly source: 'revision' | 'description';
}

const mostSubjects = 10;
/** GitHub lists at most this many files (REST reference, "Compare two commits"). */
const mostFiles = 300;

export interface Compare {
  /** `owner/repo` */
  readonly repository: string;
  readonly base: string;
  readonly head: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

const unrelated: Comparison = {
  isRelated: false,
  ahead: 0,
  behind: 0,
  subjects: [],
  changedPaths: undefined,
};

/** Asks GitHub (GITHUB_API_URL) to compare two commits. Throws GitHub's errors as they are. */
export async function compareCommits({
  repository,
  base,
  head,
  token,
  signal,
}: Compare): Promise<Comparison> {
  const octokit = await gitHubClient(token);
  const [owner = '', repo = ''] = repository.split('/');
  const answer = await octokit.rest.repos
    .compareCommitsWithBasehead({ owner, repo, basehead: `${base}...${head}`, request: { signal } })
    .catch((error: unknown) => {
      if (error instanceof Error && /^No common ancestor/.test(error.message)) return undefined;
      throw error;
    });
  if (!answer) return unrelated;
  const { data } = answer;
  const subjects = data.commits.map(({ commit }) => commit.message.split('\n', 1)[0] ?? '');
  return {
    isRelated: true,
    ahead: data.ahead_by,
    behind: data.behind_by,
    subjects: subjects.slice(-mostSubjects).reverse(),
    changedPaths: changedPaths(data),
  };
}

/** GitHub compares the second commit with the common ancestor, which is the first commit when that is not behind. */
function changedPaths({
  behind_by,
  files,
}: {
  behind_by: number;
  files?: { filename: string; previous_filename?: string }[];
}): ReadonlySet<string> | undefined {
  if (behind_by > 0 || !files || files.length >= mostFiles) return undefined;
  return new Set(files.flatMap(({ filename, previous_filename: before }) => [filename, before ?? filename]));
}
