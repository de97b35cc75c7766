import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from '../../../src/text/bytes.ts';

for (const [bytes, text] of [
  [0, '0 B'],
  [1, '1 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [999_999, '1.0 MB'],
  [5e9, '5.0 GB'],
  [5e12, '5.0 TB'],
  [2e15, '2000.0 TB'],
] as const) {
  test(`${bytes} bytes are ${text}`, () => assert.equal(formatBytes(bytes), text));
}
