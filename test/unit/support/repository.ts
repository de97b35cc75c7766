import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import '../../support/git-configuration.ts';

// The action gives git none of git's own variables, but HOME.
process.env['HOME'] = devNull;
delete process.env['XDG_CONFIG_HOME'];

/** A real git repository in a directory of its own, removed when it goes out of scope. */
export interface TestRepository extends Disposable {
  readonly directory: string;
  git(...args: string[]): string;
  /** Writes a file with its permissions. */
  write(path: string, content: string | Uint8Array, mode?: number): void;
  link(path: string, target: string): void;
  /** Commits all that is there, and gives the commit's name. */
  commit(subject: string): string;
}

const identity = { NAME: 'Tester', EMAIL: 'tester@example.com', DATE: '2026-01-02T03:04:05Z' };

export function createRepository(): TestRepository {
  const directory = temporaryDirectory();
  const git = (...args: string[]) => runGit(directory, ...args);
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'uploadpack.allowFilter', 'true');
  git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return {
    directory,
    git,
    write(path, content, mode = 0o644) {
      const file = place(directory, path);
      writeFileSync(file, content);
      chmodSync(file, mode);
    },
    link: (path, target) => symlinkSync(target, place(directory, path)),
    commit(subject) {
      git('add', '--all', '--force');
      git('commit', '--quiet', '--allow-empty', '--message', subject);
      return git('rev-parse', 'HEAD').trim();
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Clones it with other options of git clone. */
export function cloneRepository(
  { directory }: TestRepository,
  ...options: string[]
): Disposable & { directory: string } {
  const clone = temporaryDirectory();
  runGit(clone, 'clone', '--quiet', ...options, `file://${directory}`, '.');
  return { directory: clone, [Symbol.dispose]: () => rmSync(clone, { recursive: true, force: true }) };
}

export function temporaryDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'codedeploy-action-test-')));
}

/** A temporary directory that is removed after the test. */
export function scratch(t: TestContext): string {
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function runGit(directory: string, ...args: string[]): string {
  const people = ['AUTHOR', 'COMMITTER'].flatMap((who) =>
    Object.entries(identity).map(([what, value]) => [`GIT_${who}_${what}`, value] as const),
  );
  const env = { ...process.env, ...Object.fromEntries(people) };
  const options = [
    '-c',
    'uploadpack.allowFilter=true',
    '-c',
    'protocol.file.allow=always',
    '-c',
    'core.fileMode=true',
  ];
  return execFileSync('git', [...options, ...args], {
    cwd: directory,
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function place(directory: string, path: string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}
