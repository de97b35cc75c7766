import { gitHubClient } from './client.ts';

/** A file of a commit on GitHub. */
export interface GitHubFile {
  /** The object name of its content. */
  readonly sha: string;
  readonly content: Buffer;
}

export interface ReadGitHubFile {
  /** `owner/repo` */
  readonly repository: string;
  readonly sha: string;
  readonly path: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Asks GitHub (GITHUB_API_URL) for a file; `undefined` when there is none. Throws GitHub's errors as they are. */
export async function readGitHubFile(file: ReadGitHubFile): Promise<GitHubFile | undefined> {
  const { repository, sha: ref, path, token, signal } = file;
  const octokit = await gitHubClient(token);
  const [owner = '', repo = ''] = repository.split('/');
  try {
    const request = { owner, repo, path, ref, request: { signal } };
    const { data } = await octokit.rest.repos.getContent(request);
    if (Array.isArray(data) || data.type !== 'file') return undefined;
    return { sha: data.sha, content: Buffer.from(data.content, 'base64') };
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}
