import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { closeSync, copyFileSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commitFiles, git } from '../support/repository.ts';

const appspec = { 'appspec.yml': 'version: 0.0\nos: linux\n' };

export interface Tree {
  readonly files: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * Commits a copy of an installed node_modules to a new repository; without the runtime, which alone is as large, and
 * without files of more than `largest` bytes.
 */
export function commitNodeModules(
  from: string,
  { directory, largest }: { directory: string; largest: number },
): Tree {
  let [files, size] = [0, 0];
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(from.length + 1);
    if (!entry.isFile() || /^(node|\.cache)\//.test(relative) || statSync(path).size > largest) continue;
    const copy = join(directory, 'app', relative);
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(path, copy);
    files += 1;
    size += statSync(copy).size;
  }
  commit(directory);
  return { files: files + 1, size };
}

/** Commits files of 100 MB to a new repository, each half text, half what does not shrink; the same every time. */
export function commitLargeFiles(count: number, directory: string): Tree {
  const half = 50_000_000;
  const text = Buffer.from(
    Array.from({ length: 40_000 }, (_, line) => `line ${line * 7919} of a log\n`).join(''),
  );
  for (let index = 0; index < count; index += 1) {
    const key = createHash('sha256').update(`file ${index}`).digest();
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    const zeros = Buffer.alloc(1_000_000);
    mkdirSync(directory, { recursive: true });
    const file = openSync(join(directory, `large-${index}`), 'w');
    for (let written = 0; written < half; written += text.length) writeSync(file, text);
    for (let written = 0; written < half; written += zeros.length) writeSync(file, cipher.update(zeros));
    closeSync(file);
  }
  commit(directory);
  return { files: count + 1, size: count * 2 * half };
}

function commit(directory: string): void {
  git(directory, 'init', '--quiet', '--initial-branch=main');
  git(directory, 'config', 'core.bigFileThreshold', '4m');
  git(directory, 'config', 'core.compression', '1');
  commitFiles(directory, appspec, 'The tree');
  // As a clone has it: in one pack.
  execFileSync('git', ['repack', '-adq'], { cwd: directory });
}
