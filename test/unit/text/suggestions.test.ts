import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearNames, someOf } from '../../../src/text/suggestions.ts';

for (const { wanted, names, near } of [
  { wanted: 'apps/wbe', names: ['apps', 'apps/web', 'docs'], near: ['apps/web'] },
  { wanted: 'Src', names: ['src', 'test'], near: ['src'] },
  { wanted: 'web', names: ['apps/web', 'apps'], near: ['apps/web'] },
  { wanted: 'backend/web', names: ['web', 'other'], near: ['web'] },
  { wanted: 'prod', names: ['production', 'staging', 'reprod'], near: ['production', 'reprod'] },
  { wanted: 'x', names: ['elsewhere', 'os'], near: [] },
  { wanted: 'aa', names: ['ab', 'ac', 'ad', 'ae', 'af', 'ag', 'aa1'], near: ['aa1', 'ab', 'ac', 'ad', 'ae'] },
  { wanted: 'größe', names: ['grösse', 'Größe'], near: ['Größe', 'grösse'] },
]) {
  test(`${wanted} may mean ${near.join(', ') || 'none'} of ${names.join(', ')}`, () => {
    assert.deepEqual(nearNames(wanted, names), near);
  });
}

test('some of many names', () => {
  assert.equal(someOf(['a']), 'a');
  assert.equal(someOf(['a', 'b', 'c', 'd', 'e']), 'a, b, c, d, e');
  assert.equal(someOf(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more');
});
