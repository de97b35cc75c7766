import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration } from '../../../src/text/duration.ts';

for (const [milliseconds, text] of [
  [-5, '0s'],
  [0, '0s'],
  [49, '0s'],
  [50, '0.1s'],
  [400, '0.4s'],
  [1000, '1s'],
  [9949, '9.9s'],
  [9950, '10s'],
  [12_400, '12s'],
  [59_499, '59s'],
  [59_500, '1m'],
  [90_000, '1m 30s'],
  [3_599_499, '59m 59s'],
  [3_599_500, '1h'],
  [7_500_000, '2h 5m'],
  [7_559_000, '2h 5m'],
  [90_000_000, '25h'],
] as const) {
  test(`${milliseconds} ms are ${text}`, () => assert.equal(formatDuration(milliseconds), text));
}
