import { posix } from 'node:path';
import type { Commit, FileContent } from './git.ts';

/** A repository on the emulated GitHub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** The local repository that stands for it; bare or not. */
  readonly directory: string;
  readonly isPrivate: boolean;
}

const API = 'https://api.github.com';
const WEB = 'https://github.com';

const UNVERIFIED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** The body of `GET /repos/{owner}/{repo}`. */
export function repositoryBody(repository: Repository, defaultBranch: string) {
  const path = fullName(repository);
  return {
    name: repository.name,
    full_name: path,
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    owner: { login: repository.owner, html_url: `${WEB}/${repository.owner}` },
    html_url: `${WEB}/${path}`,
    url: `${API}/repos/${path}`,
    clone_url: `${WEB}/${path}.git`,
    default_branch: defaultBranch,
  };
}

/** The body of `GET /repos/{owner}/{repo}/commits/{ref}`, without the statistics and the files. */
export function commitBody(repository: Repository, commit: Commit) {
  const { sha, author, committer, message, tree, parents } = commit;
  const path = fullName(repository);
  return {
    sha,
    commit: {
      author,
      committer,
      message,
      tree: { sha: tree, url: `${API}/repos/${path}/git/trees/${tree}` },
      url: gitCommitUrl(path, sha),
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url: `${API}/repos/${path}/commits/${sha}`,
    html_url: commitPage(path, sha),
    comments_url: `${API}/repos/${path}/commits/${sha}/comments`,
    author: null,
    committer: null,
    parents: parents.map((parent) => ({
      sha: parent,
      url: `${API}/repos/${path}/commits/${parent}`,
      html_url: commitPage(path, parent),
    })),
  };
}

/** The body of `GET /repos/{owner}/{repo}/git/commits/{sha}`. */
export function gitCommitBody(repository: Repository, commit: Commit) {
  const { sha, author, committer, message, tree, parents } = commit;
  const path = fullName(repository);
  return {
    sha,
    url: gitCommitUrl(path, sha),
    html_url: commitPage(path, sha),
    author,
    committer,
    tree: { sha: tree, url: `${API}/repos/${path}/git/trees/${tree}` },
    message,
    parents: parents.map((parent) => ({
      sha: parent,
      url: gitCommitUrl(path, parent),
      html_url: commitPage(path, parent),
    })),
    verification: UNVERIFIED,
  };
}

/** The body of `GET /repos/{owner}/{repo}/contents/{path}` for a file; of more than 1 MB, GitHub leaves the content out. */
export function contentBody(
  repository: Repository,
  { path, ref, sha, content }: FileContent & { path: string; ref: string },
) {
  const name = fullName(repository);
  const isLarge = content.length > 1024 ** 2;
  return {
    type: 'file',
    encoding: isLarge ? 'none' : 'base64',
    size: content.length,
    name: posix.basename(path),
    path,
    content: isLarge ? '' : content.toString('base64').replace(/.{60}/g, '$&\n'),
    sha,
    url: `${API}/repos/${name}/contents/${path}?ref=${ref}`,
    git_url: `${API}/repos/${name}/git/blobs/${sha}`,
    html_url: `${WEB}/${name}/blob/${ref}/${path}`,
  };
}

export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

/** The directory that every path of a tarball or zipball lies in. */
export function archivePrefix({ owner, name }: Repository, sha: string): string {
  return `${owner}-${name}-${sha.slice(0, 7)}`;
}

function gitCommitUrl(path: string, sha: string): string {
  return `${API}/repos/${path}/git/commits/${sha}`;
}

function commitPage(path: string, sha: string): string {
  return `${WEB}/${path}/commit/${sha}`;
}
