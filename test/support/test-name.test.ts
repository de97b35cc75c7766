import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileText } from './hostile-text.ts';
import { seededRandom } from './random.ts';
import { testName } from './test-name.ts';

test('data is written as JSON, cut off where it is long', () => {
  assert.equal(testName({ Key: 'Stage' }), '{"Key":"Stage"}');
  assert.equal(testName('a\nb'), '"a\\nb"');
  assert.equal(testName(undefined), 'undefined');
  assert.equal(testName('x'.repeat(100), 10), '"xxxxxxxxx');
});

test('commands are broken', () => {
  assert.equal(testName('##[error]x'), '"##\\u{5b}error]x"');
  assert.equal(testName('::error::x:::'), '":\\u{3a}error:\\u{3a}x:\\u{3a}:"');
});

test("nothing in a name is a command, or can't be seen", () => {
  const random = seededRandom(1);
  for (let count = 0; count < 10_000; count += 1) {
    const name = testName(hostileText(random), 1_000);
    assert.doesNotMatch(name, /##\[|::|[\p{Cc}\u2028\u200b\u202e]/u);
  }
});
