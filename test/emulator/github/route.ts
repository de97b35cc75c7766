import { createGzip } from 'node:zlib';
import { compare } from './compare.ts';
import { archive, defaultBranch, findCommit, readCommit, readFile } from './git.ts';
import { errorReply, notFound, type Reply } from './reply.ts';
import {
  archivePrefix,
  commitBody,
  contentBody,
  gitCommitBody,
  type Repository,
  repositoryBody,
} from './repository.ts';

/**
 * Answers what lies below `/repos/{owner}/{repo}`: `rest` is that part of the path, decoded, without a leading slash;
 * `ref` is that parameter of the query.
 */
export async function answer(
  repository: Repository,
  { rest, ref }: { rest: string; ref: string | undefined },
): Promise<Reply> {
  const { directory } = repository;
  if (rest === '') {
    return { status: 200, json: repositoryBody(repository, await defaultBranch(directory)) };
  }
  const [, route, argument = ''] =
    /^(git\/commits|commits|compare|contents|tarball|zipball)(?:\/(.+))?$/.exec(rest) ?? [];
  if (route === 'commits' && argument !== '') return getCommit(repository, argument);
  if (route === 'git/commits') return getGitCommit(repository, argument);
  if (route === 'compare') return compare(repository, argument);
  if (route === 'contents') return getContent(repository, { path: argument, ref: ref ?? 'HEAD' });
  if (route === 'tarball' || route === 'zipball') return getArchive(repository, route, argument);
  return notFound();
}

async function getCommit(repository: Repository, ref: string): Promise<Reply> {
  const sha = await findCommit(repository.directory, ref);
  if (sha === undefined)
    return errorReply(422, `No commit found for SHA: ${ref}`, '/commits/commits#get-a-commit');
  return { status: 200, json: commitBody(repository, await readCommit(repository.directory, sha)) };
}

async function getGitCommit(repository: Repository, sha: string): Promise<Reply> {
  const found = /^[0-9a-f]{40}$/.test(sha) ? await findCommit(repository.directory, sha) : undefined;
  if (found === undefined) return notFound('/git/commits#get-a-commit-object');
  return { status: 200, json: gitCommitBody(repository, await readCommit(repository.directory, found)) };
}

/** A file; directories, links and submodules are left out. */
async function getContent(
  repository: Repository,
  { path, ref }: { path: string; ref: string },
): Promise<Reply> {
  const commit = await findCommit(repository.directory, ref);
  const documentation = '/repos/contents#get-repository-content';
  if (commit === undefined) return errorReply(404, `No commit found for the ref ${ref}`, documentation);
  const file = await readFile(repository.directory, { commit, path });
  return file
    ? { status: 200, json: contentBody(repository, { ...file, path, ref }) }
    : notFound(documentation);
}

/** GitHub redirects to its archive server; this answers with the archive at once. */
async function getArchive(repository: Repository, route: 'tarball' | 'zipball', ref: string): Promise<Reply> {
  const { directory } = repository;
  const sha = await findCommit(directory, ref === '' ? await defaultBranch(directory) : ref);
  if (sha === undefined) return notFound();
  const name = archivePrefix(repository, sha);
  if (route === 'zipball') {
    const zip = archive(directory, sha, 'zip', `${name}/`);
    return {
      status: 200,
      archive: zip,
      encoders: [],
      contentType: 'application/zip',
      fileName: `${name}.zip`,
    };
  }
  return {
    status: 200,
    archive: archive(directory, sha, 'tar', `${name}/`),
    // Not git's own tar.gz format, which needs a gzip program before git 2.38.
    encoders: [createGzip()],
    contentType: 'application/x-gzip',
    fileName: `${name}.tar.gz`,
  };
}
