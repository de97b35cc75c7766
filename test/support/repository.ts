import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import './git-configuration.ts';

/** A file's text; of an executable one; or where a symbolic link points. */
export type Content = string | { readonly executable: string } | { readonly link: string };

const identity = { name: 'Ada', email: 'ada@example.com', date: '2026-01-02T03:04:05Z' };

/** Runs git in a directory, with an identity and a clock that make commits come out the same everywhere. */
export function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_AUTHOR_DATE: identity.date,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
      GIT_COMMITTER_DATE: identity.date,
    },
  }).trim();
}

/** Writes files into a directory. */
export function writeFiles(directory: string, files: Readonly<Record<string, Content>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.executable);
      chmodSync(path, 0o755);
    }
  }
}

/** Makes a git repository with one commit of these files; returns the commit's SHA. */
export function createRepository(directory: string, files: Readonly<Record<string, Content>>): string {
  const { directory: original, sha } = originals.get(files) ?? createOriginal(files);
  cpSync(original, directory, { recursive: true, verbatimSymlinks: true });
  return sha;
}

/** Makes a git repository of a directory, with one commit of all that is in it; returns the commit's SHA. */
export function commitDirectory(directory: string): string {
  git(directory, 'init', '--quiet', '--initial-branch=main', '--template=');
  return commitFiles(directory, {}, 'Open the shop');
}

interface Original {
  readonly directory: string;
  readonly sha: string;
}

/** A copy takes a twentieth of the time of git, so each repository is made once. */
const originals = new Map<Readonly<Record<string, Content>>, Original>();

function createOriginal(files: Readonly<Record<string, Content>>): Original {
  const directory = mkdtempSync(join(tmpdir(), 'repository-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  writeFiles(directory, files);
  const original = { directory, sha: commitDirectory(directory) };
  originals.set(files, original);
  return original;
}

/** Adds a commit of these files; returns its SHA. */
export function commitFiles(
  directory: string,
  files: Readonly<Record<string, Content>>,
  message: string,
): string {
  writeFiles(directory, files);
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
  return git(directory, 'rev-parse', 'HEAD');
}
