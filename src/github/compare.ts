import { gitHubClient } from './client.ts';

/** How one commit stands to another of the same repository. */
export interface Comparison {
  /** Whether they have a commit in common; if not, all else is not known. */
  readonly isRelated: boolean;
  /** Commits that the second has and the first has not. */
  readonly ahead: number;
  /** Commits that the first has and the second has not. */
  readonly behind: number;
  /** First lines of the messages of the newest commits, the newest first. Untrusted. */
  readonly subjects: readonly string[];
  /** Paths of the files that the two have not alike; `undefined`: not known. */
  readonly changedPaths: ReadonlySet<string> | undefined;
}

/** What a deployment brings to a group that runs another commit. */
export interface Changes extends Comparison {
  /** The deployment whose revision the group runs. */
  readonly deploymentId: string;
  readonly repository: string;
  /** The commit that the group runs. */
  readonly base: string;
  /** The commit to be deployed. */
  readonly head: string;
  /** `description`: the deployment's description tells the commit, which anybody may have written. */
  readonly source: 'revision' | 'description';
}

const mostSubjects = 10;
/** GitHub tells of no more files (REST reference, "Compare two commits"). */
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

/** Asks GitHub (GITHUB_API_URL) to compare two commits. Its errors pass as they are. */
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

/** GitHub compares with the last commit that both have, which is the first of the two when it has none of its own. */
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
