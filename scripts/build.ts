/**
 * Builds dist/: TypeScript to JavaScript, then everything into one file that the runner starts, with the licences of
 * what went in. ncc can't drive TypeScript 7 itself, so it gets the compiler's output.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ncc from '@vercel/ncc';
import { licenseTexts } from './licenses.ts';

rmSync('build', { recursive: true, force: true });
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' });

const { code, assets } = await bundle('index.js');
const workerThread = await bundle('archive/worker-thread.js');

rmSync('dist', { recursive: true, force: true });
const files = {
  'index.js': code,
  ...Object.fromEntries(Object.entries(assets).map(([name, { source }]) => [name, source])),
  'worker-thread.js': workerThread.code,
  'post.js': readFileSync(join('build', 'post-entry.js'), 'utf8'),
  'licenses.txt': licenseTexts(),
  'package.json': `${JSON.stringify({ type: 'module' })}\n`,
};
for (const [name, content] of Object.entries(files)) {
  const path = join('dist', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function bundle(program: string) {
  return ncc(join(process.cwd(), 'build', program), { cache: false, quiet: true });
}
