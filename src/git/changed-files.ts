import { buffer } from 'node:stream/consumers';
import { type Repository, streamGit } from './git.ts';

/** The files under `path` in HEAD that are changed or removed in the checkout, relative to `path`. */
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
  // `XY path`: one letter for the index, one for the working directory.
  return listing
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => record.slice(3 + prefix.length));
}
