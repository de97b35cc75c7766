import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalAt } from '../../../src/deployment/poll-interval.ts';

for (const [elapsed, interval] of [
  [0, 1_000],
  [9_999, 1_000],
  [20_000, 2_000],
  [149_000, 14_900],
  [150_000, 15_000],
  [7_200_000, 15_000],
] as const) {
  test(`after ${elapsed} ms, the next poll comes ${interval} ms later`, () => {
    assert.equal(intervalAt(elapsed, undefined), interval);
  });
}

test('an interval that is set counts at all times', () => {
  assert.deepEqual(
    [0, 60_000, 7_200_000].map((elapsed) => intervalAt(elapsed, 30_000)),
    [30_000, 30_000, 30_000],
  );
});

test('an end is noticed within a tenth of the time, or a second', () => {
  for (let elapsed = 0; elapsed < 100_000; elapsed += 997) {
    assert.ok(intervalAt(elapsed, undefined) <= Math.max(1_000, elapsed / 10));
  }
});
