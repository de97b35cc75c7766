import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byPath, contentDigest } from '../../../src/revision/digest.ts';
import type { TreeEntry } from '../../../src/revision/tree.ts';

const [a, b] = ['a', 'b'].map((letter) => letter.repeat(40)) as [string, string];
const entries: readonly TreeEntry[] = [
  { path: 'appspec.yml', mode: '100644', oid: a },
  { path: 'run', mode: '100755', oid: b },
];

test('the digest is the same for ever: keys in buckets depend on it', () => {
  const expected = 'd3af15d8d7b289399bf554dc13adb1a051d9d4f8d9bc5cf566a9e45710082245';
  assert.equal(contentDigest('zip', entries), expected);
  assert.equal(contentDigest('zip', entries.toReversed()), expected);
});

test('everything that a bundle holds counts', () => {
  const [first, second] = entries as [TreeEntry, TreeEntry];
  const others: readonly TreeEntry[][] = [
    [first],
    [first, { ...second, mode: '100644' }],
    [first, { ...second, mode: '120000' }],
    [first, { ...second, oid: a }],
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
