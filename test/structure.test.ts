/** The rules that keep src/ easy to find one's way in. CONTRIBUTING.md draws the folders; this holds the code to it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));

/** The folders of src/ as CONTRIBUTING.md lists them, from the top down. */
const folders = [
  ...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(/^ {2}([\w-]+)\/ {2,}\S/gm),
].map(([, folder = '']) => folder);

/** The place of a file in the order of the folders; files of src/ itself come first. */
function levelOf(file: string): number {
  const [, folder = '', ...rest] = file.split('/');
  return rest.length === 0 ? -1 : folders.indexOf(folder);
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)];
  return specifiers.map(([, specifier = '']) => posix.join(posix.dirname(file), specifier));
}

test('CONTRIBUTING.md lists every folder of src/', () => {
  const there = new Set(files.filter((file) => file.split('/').length > 2).map((file) => file.split('/')[1]));
  assert.deepEqual([...there].sort(), [...folders].sort());
});

test('a folder imports only from those below it', () => {
  const upward = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => levelOf(imported) < levelOf(file))
      .map((imported) => `${file} imports ${imported}`),
  );
  assert.deepEqual(upward, []);
});

test('report/, appspec/, model/ and text/ do no I/O', () => {
  const effects = /from '(node:(?!path|buffer|crypto)[\w/]+|@actions\/[\w-]+)'/;
  const impure = files.filter(
    (file) =>
      /^src\/(report|appspec|model|text)\//.test(file) &&
      effects.test(readFileSync(join(root, file), 'utf8')),
  );
  assert.deepEqual(impure, []);
});

test('no two files have the same name', () => {
  const byName = Map.groupBy(files, (file) => basename(file));
  const doubles = [...byName.values()].filter(({ length }) => length > 1);
  assert.deepEqual(doubles, []);
});

test('src/ itself holds the entry points and the story alone', () => {
  const loose = files.filter((file) => file.split('/').length === 2).sort();
  assert.deepEqual(loose, ['src/index.ts', 'src/main.ts', 'src/post-entry.ts', 'src/post.ts']);
});
