import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ncc from '@vercel/ncc';
import { root } from '../support/documents.ts';

/** A way to make a zip file of a checkout. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What it writes. */
  readonly output: string;
}

export interface Measured {
  /** From the start of the process to its end. */
  readonly milliseconds: number;
  /** Bytes. */
  readonly size: number;
}

const build = join(root, 'build', 'bench');

/** Compiled and bundled, as what users run: to strip types, or to find a hundred files, takes Node as long as a small commit. */
export async function compile(): Promise<void> {
  execFileSync('tsc', ['-p', import.meta.dirname], { stdio: 'inherit' });
  for (const file of ['test/bench/pack.js', 'test/bench/archiver.js', 'src/archive/worker-thread.js']) {
    const { code, assets } = await ncc(join(build, file), { cache: false, quiet: true });
    writeFileSync(program(basename(file)), code);
    for (const [name, { source }] of Object.entries(assets)) writeFileSync(program(name), source);
  }
}

/** A program of this directory, as {@link compile} leaves it. */
export function program(name: string): string {
  return join(build, name);
}

/** The action's own way first. `scratch` is a directory for what they write. */
export function contenders(checkout: string, scratch: string): readonly Contender[] {
  const file = (name: string) => join(scratch, name);
  return [
    {
      name: 'codedeploy-action',
      command: process.execPath,
      args: [program('pack.js'), checkout, scratch],
      output: file('bundle.zip'),
    },
    {
      name: 'git archive --format=zip -6',
      command: 'git',
      args: ['-C', checkout, 'archive', '--format=zip', '-6', '-o', file('git.zip'), 'HEAD'],
      output: file('git.zip'),
    },
    {
      name: 'zip -r -6',
      command: 'zip',
      args: ['-r', '-6', '-q', file('zip.zip'), '.', '-x', '.git/*'],
      output: file('zip.zip'),
    },
    {
      name: 'archiver, default',
      command: process.execPath,
      args: [program('archiver.js'), join(checkout, 'app'), file('archiver.zip')],
      output: file('archiver.zip'),
    },
    {
      name: 'archiver, level 6',
      command: process.execPath,
      args: [program('archiver.js'), join(checkout, 'app'), file('archiver.zip'), '6'],
      output: file('archiver.zip'),
    },
  ];
}

export function isInstalled({ command }: Contender): boolean {
  return spawnSync(command, ['--version']).error === undefined;
}

/** Runs it once. */
export function measure({ name, command, args, output }: Contender, checkout: string): Measured {
  rmSync(output, { force: true });
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { cwd: checkout, encoding: 'utf8' });
  const milliseconds = performance.now() - start;
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return { milliseconds, size: statSync(output).size };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)],
    sorted[middle],
  ];
  return (low + high) / 2;
}
