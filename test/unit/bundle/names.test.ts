import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNames, sameButForCase } from '../../../src/bundle/names.ts';
import { createPattern } from '../../../src/bundle/patterns.ts';
import { strayLinks } from '../../../src/bundle/stray-links.ts';
import { testName } from '../../support/test-name.ts';

test('names that instances have as they are', () => {
  assertNames([
    ' a ',
    '-rf',
    'b/--',
    'ü/日本',
    'back\\slash',
    'c:x',
    '...',
    '..a/b',
    '.gitignore',
    'a.git',
    '~',
    '$(x)',
  ]);
});

for (const { path, says } of [
  { path: 'a\tb', says: /control characters.*"a\\tb"/ },
  { path: '\x7f', says: /control characters/ },
  { path: 'a\ufffd', says: /not UTF-8/ },
  { path: '../x', says: /parts that no file.*: \.\.\/x/ },
  { path: 'a/./x', says: /parts that no file/ },
  { path: 'a//x', says: /parts that no file/ },
  { path: 'a/.GIT/config', says: /parts that no file/ },
  { path: 'taken/x', says: /also a file or a link: taken\/x/ },
]) {
  test(`${testName(path)} is an error`, () => assert.throws(() => assertNames(['taken', path]), says));
}

test('names that differ in upper and lower case only, of directories too', () => {
  assert.deepEqual(sameButForCase(['a', 'b', 'A/x', 'dir/x', 'Dir/y', 'é', 'e\u0301', 'É']), [
    ['a', 'A'],
    ['dir', 'Dir'],
    ['é', 'É'],
  ]);
  assert.deepEqual(sameButForCase(['a/x', 'a/y', 'b']), []);
});

for (const { pattern, matches, others } of [
  { pattern: 'dist', matches: ['dist', 'dist/a', 'dist/.b/c'], others: ['dis', 'distx', 'a/dist', 'Dist'] },
  { pattern: '*', matches: ['a', '.a', 'a/b'], others: [] },
  { pattern: '*.md', matches: ['a.md', '.md'], others: ['a/b.md', 'a.mdx', 'a.MD'] },
  { pattern: '**/*.md', matches: ['a.md', 'a/b/.c.md', '.d/e.md'], others: ['a.mdx'] },
  { pattern: 'a/**', matches: ['a/b', 'a/.b/c'], others: ['b/a', 'ab'] },
  { pattern: 'a/*/c', matches: ['a/b/c', 'a/b/c/d'], others: ['a/c', 'a/b/b/c'] },
  { pattern: '{a,b}.txt', matches: ['a.txt', 'b.txt'], others: ['c.txt', '{a,b}.txt'] },
  { pattern: '[!a]?', matches: ['bc'], others: ['ab', 'b'] },
  { pattern: '#a', matches: ['#a'], others: ['a'] },
]) {
  test(`the pattern ${testName(pattern)}`, () => {
    const { matches: isMatch, reaches } = createPattern(pattern);
    for (const path of matches) {
      assert.ok(isMatch(path), path);
      const parent = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
      assert.ok(parent === '' || reaches(parent), `${pattern} reaches ${parent}`);
    }
    for (const path of others) assert.ok(!isMatch(path), path);
  });
}

test('a pattern tells where it has nothing to look for', () => {
  const { reaches } = createPattern('apps/*/dist/**');
  assert.deepEqual(['apps', 'apps/a', 'apps/a/dist/x', 'node_modules', 'apps/a/src'].map(reaches), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('links that lead out of the bundle, or to nothing', () => {
  const files = [
    { path: 'bin/run' },
    { path: 'current', linkTarget: 'bin' },
    { path: 'bin/self', linkTarget: './run' },
    { path: 'through', linkTarget: 'current/run' },
    { path: 'etc', linkTarget: '/etc/hostname' },
    { path: 'bin/up', linkTarget: '../../x' },
    { path: 'gone', linkTarget: 'bin/gone' },
    { path: 'loop', linkTarget: 'loop' },
  ];
  assert.deepEqual(strayLinks(files), { leaving: ['etc', 'bin/up'], dangling: ['gone', 'loop'] });
  assert.deepEqual(strayLinks([{ path: 'a' }]), { leaving: [], dangling: [] });
});
