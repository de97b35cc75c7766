import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Repository, streamGit } from './git.ts';

/** The files under `path` in HEAD that are changed or removed in the checkout, relative to `path`. */
export async function changedFiles(repository: Repository, path: string): Promise<string[]> {
  const prefix = path === '.' ? '' : `${path}/`;
  const changes = await changesUnder(repository, path);
  const inLfs = await pathsInLfs(repository, changes);
  const names: string[] = [];
  for (const change of changes) {
    const isSame = inLfs.has(change.path) && (await isPointedTo(repository, change));
    if (!isSame) names.push(change.path.slice(prefix.length));
  }
  return names;
}

/** Files under `path`, relative to it, that are in no commit, ignored or not; of a repository among them its directory alone. */
export async function untrackedFiles(repository: Repository, path: string): Promise<string[]> {
  const prefix = path === '.' ? '' : `${path}/`;
  const args = ['ls-files', '--others', '-z', '--', pathspec(path)];
  const listing = (await buffer(streamGit(repository, args, { settings }))).toString();
  return listing
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.slice(prefix.length));
}

function pathspec(path: string): string {
  return path === '.' ? ':(top)' : `:(top,literal)${path}`;
}

/** A file for which git finds something else in the checkout than in the commit. */
interface Change {
  /** From the top of the repository. */
  readonly path: string;
  /** The blob in the commit, of a file whose content alone has changed. */
  readonly oid?: string;
}

const settings = [
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  // The program of Git LFS may have gone since the checkout; what its filter would tell, isPointedTo does.
  'filter.lfs.process=',
  'filter.lfs.clean=',
  'filter.lfs.required=false',
];

async function changesUnder(repository: Repository, path: string): Promise<Change[]> {
  const args = [
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=no',
    '--ignore-submodules=all',
    '--no-renames',
    '--',
    pathspec(path),
  ];
  const listing = (await buffer(streamGit(repository, args, { settings }))).toString();
  return listing
    .split('\0')
    .filter((record) => record !== '')
    .map(readChange);
}

/** `1 XY sub mH mI mW hH hI path`, or of a conflict `u XY sub m1 m2 m3 mW h1 h2 h3 path` (git-status(1)). */
function readChange(record: string): Change {
  const fields = record.split(' ');
  if (fields[0] === 'u') return { path: fields.slice(10).join(' ') };
  const [committedMode, mode, oid] = [fields[3], fields[5], fields[6]];
  return { path: fields.slice(8).join(' '), ...(mode === committedMode && oid && { oid }) };
}

/** Those of the files that Git LFS keeps. */
async function pathsInLfs(repository: Repository, changes: readonly Change[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const input = [changes.map(({ path }) => `${path}\0`).join('')];
  const checked = await buffer(streamGit(repository, ['check-attr', '--stdin', '-z', 'filter'], { input }));
  const fields = checked.toString().split('\0');
  return new Set(fields.filter((_, index) => index % 3 === 0 && fields[index + 2] === 'lfs'));
}

/**
 * Whether the checkout has the file for which the commit has a pointer of Git LFS. It has one pointer only (Git LFS
 * specification, "The Pointer"), so its name is told by the file.
 */
async function isPointedTo({ directory, signal }: Repository, { path, oid }: Change): Promise<boolean> {
  if (oid === undefined) return false;
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(join(directory, path), { signal })) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch {
    signal.throwIfAborted();
    return false;
  }
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${hash.digest('hex')}\nsize ${size}\n`;
  const blob = `blob ${pointer.length}\0${pointer}`;
  const algorithm = oid.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(blob).digest('hex') === oid;
}
