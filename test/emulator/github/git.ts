import { execFile, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A commit as git keeps it; dates are ISO 8601 in UTC without milliseconds, as GitHub writes them. */
export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** How `head` stands to `base`. */
export interface Comparison {
  readonly mergeBase: string;
  readonly aheadBy: number;
  readonly behindBy: number;
  /** Commits that only `head` has, oldest first. */
  readonly ahead: readonly string[];
}

/**
 * The commit that a branch, a tag, HEAD, a full or an abbreviated sha names; undefined when nothing of that name was pushed,
 * which here means: nothing that a branch or a tag reaches.
 */
export async function findCommit(directory: string, ref: string): Promise<string | undefined> {
  const exact = ref === 'HEAD' || /^[0-9a-f]{4,40}$/i.test(ref) ? [ref] : [];
  for (const name of [...exact, `refs/heads/${ref}`, `refs/tags/${ref}`, `refs/${ref}`]) {
    const sha = (await tryGit(directory, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]))?.trim();
    if (sha !== undefined && (await isPushed(directory, sha))) return sha;
  }
  return undefined;
}

/** The branch that HEAD names: `main`. */
export async function defaultBranch(directory: string): Promise<string> {
  return (await git(directory, ['symbolic-ref', '--short', 'HEAD'])).trim();
}

export async function readCommit(directory: string, sha: string): Promise<Commit> {
  const format = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x00');
  const output = await git(directory, ['log', '-1', '--no-show-signature', `--format=${format}`, sha]);
  const [commit = '', tree = '', parents = '', ...rest] = output.split('\0');
  const [authorName, authorEmail, authorTime, committerName, committerEmail, commitTime, message = ''] = rest;
  return {
    sha: commit,
    tree,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: signature(authorName, authorEmail, authorTime),
    committer: signature(committerName, committerEmail, commitTime),
    message: message.trimEnd(),
  };
}

/** Compares two commits; undefined when they have no common ancestor. */
export async function compareCommits(
  directory: string,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const mergeBase = (await tryGit(directory, ['merge-base', base, head]))?.trim();
  if (mergeBase === undefined) return undefined;
  const ahead = await git(directory, ['rev-list', '--reverse', '--topo-order', `${base}..${head}`]);
  const behindBy = Number(await git(directory, ['rev-list', '--count', `${head}..${base}`]));
  const commits = ahead.split('\n').filter((line) => line !== '');
  return { mergeBase, aheadBy: commits.length, behindBy, ahead: commits };
}

/** A file that two commits do not have alike. */
export interface ChangedFile {
  /** Of `M`, `A`, `D`, `R` and so on: what git's raw format tells. */
  readonly change: string;
  /** In the later commit; of a removed file, in the earlier one. */
  readonly sha: string;
  readonly path: string;
  /** Of a file that was renamed. */
  readonly previousPath: string | undefined;
}

/** What the commits have not alike, renamed files once. */
export async function changedFiles(
  directory: string,
  { from, to }: { from: string; to: string },
): Promise<readonly ChangedFile[]> {
  const options = ['-r', '-z', '--raw', '--no-abbrev', '--find-renames'];
  const fields = (await git(directory, ['diff-tree', ...options, from, to])).split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , before = '', after = '', change = ''] = (fields[at] ?? '').split(' ');
    const isRename = /^[RC]/.test(change);
    const [first = '', second = ''] = fields.slice(at + 1, at + 3);
    files.push({
      change: change.slice(0, 1),
      sha: change === 'D' ? before : after,
      path: isRename ? second : first,
      previousPath: isRename ? first : undefined,
    });
    at += isRename ? 3 : 2;
  }
  return files;
}

export interface FileContent {
  readonly sha: string;
  readonly content: Buffer;
}

/** A file of a commit; undefined when there is none at that path. */
export async function readFile(
  directory: string,
  { commit, path }: { commit: string; path: string },
): Promise<FileContent | undefined> {
  const name = `${commit}:${path}`;
  if ((await tryGit(directory, ['cat-file', '-t', name]))?.trim() !== 'blob') return undefined;
  const sha = (await git(directory, ['rev-parse', '--verify', name])).trim();
  return { sha, content: await buffer(outputOf(directory, ['cat-file', 'blob', sha])) };
}

/** Streams `git archive` of a commit, every path under `prefix`; the stream fails when git does. */
export function archive(directory: string, sha: string, format: 'tar' | 'zip', prefix: string): Readable {
  const args = ['archive', `--format=${format}`, `--prefix=${prefix}`, sha];
  return Readable.from(outputOf(directory, args), { objectMode: false });
}

async function* outputOf(directory: string, args: readonly string[]): AsyncGenerator<Buffer> {
  const child = spawn('git', args, {
    cwd: directory,
    env: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const failure = new Promise<Error | undefined>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : new Error(`git ${args[0]} exited with ${code}`)),
    );
  });
  yield* child.stdout;
  const error = await failure;
  if (error !== undefined) throw error;
}

async function isPushed(directory: string, sha: string): Promise<boolean> {
  const refs = ['for-each-ref', '--count=1', `--contains=${sha}`, 'refs/heads', 'refs/tags'];
  return (await git(directory, refs)) !== '';
}

async function git(directory: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, {
    cwd: directory,
    env: gitEnvironment(),
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout;
}

/** Runs a git command whose non-zero exit is an answer: undefined. */
async function tryGit(directory: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(directory, args);
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return undefined;
    throw error;
  }
}

/** Without variables such as GIT_DIR, which would lead git to another repository. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
}

function signature(name = '', email = '', seconds = '0'): Signature {
  const date = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
  return { name, email, date };
}
