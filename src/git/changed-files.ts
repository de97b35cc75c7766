import { buffer } from 'node:stream/consumers';
import { type Repository, streamGit } from './git.ts';

/** Files of the commit at HEAD under `path` that are changed or gone in the checkout, relative to it. */
export async function changedFiles(repository: Repository, path: string): Promise<string[]> {
  const args = [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=no',
    '--ignore-submodules=all',
    '--no-renames',
    '--',
    path === '.' ? ':(top)' : `:(top,literal)${path}`,
  ];
  const settings = ['core.fsmonitor=false', 'core.untrackedCache=false'];
  const listing = (await buffer(streamGit(repository, args, { settings }))).toString();
  const prefix = path === '.' ? '' : `${path}/`;
  // `XY path`: two letters, of the index and of the working directory.
  return listing
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => record.slice(3 + prefix.length));
}
