import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentDigest } from '../../../src/bundle/digest.ts';
import { byPath, type Entry } from '../../../src/bundle/entry.ts';

type Digested = Pick<Entry, 'path' | 'mode' | 'identity'>;

const [a, b] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
const entries: readonly Digested[] = [
  { path: 'appspec.yml', mode: '100644', identity: a },
  { path: 'run', mode: '100755', identity: b },
];

test('the digest is the same for ever: keys in buckets depend on it', () => {
  const expected = '7112b167a891ecaf08b8f265a3dba0b90a1676a0099d0cb1cf4e816a522ced9d';
  assert.equal(contentDigest('zip', entries), expected);
  assert.equal(contentDigest('zip', entries.toReversed()), expected);
});

test('everything that a bundle holds counts', () => {
  const [first, second] = entries as [Digested, Digested];
  const others: readonly Digested[][] = [
    [first],
    [first, { ...second, mode: '100644' }],
    [first, { ...second, mode: '120000' }],
    [first, { ...second, identity: a }],
    [first, { ...second, path: 'Run' }],
    [first, second, { ...second, path: 'x' }],
  ];
  const digests = [contentDigest('zip', entries), contentDigest('tgz', entries)];
  for (const other of others) digests.push(contentDigest('zip', other));
  assert.equal(new Set(digests).size, digests.length);
});

test('names are ordered by their bytes, as git orders them', () => {
  const names = ['a/b', 'a.b', 'a-b', 'a0', 'Z', 'é', '🚀', '\uffee', '.x', '-x'];
  const ordered = names.map((path) => ({ path })).sort(byPath);
  assert.deepEqual(
    ordered.map(({ path }) => path),
    ['-x', '.x', 'Z', 'a-b', 'a.b', 'a/b', 'a0', 'é', '\uffee', '🚀'],
  );
});
