import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainValue } from '../../../src/appspec/scalar.ts';
import { testName } from '../../support/test-name.ts';

/** As Ruby 3.1 with Psych 4 loads them. */
const rows: readonly (readonly [text: string, value: unknown])[] = [
  ['', null],
  ['~', null],
  ['NULL', null],
  ['yes', true],
  ['On', true],
  ['TRUE', true],
  ['no', false],
  ['off', false],
  ['y', 'y'],
  ['n', 'n'],
  ['0', 0n],
  ['-0', 0n],
  ['42', 42n],
  ['+42', 42n],
  ['0644', 420n],
  ['00', 0n],
  ['-010', -8n],
  ['0899', '0899'],
  ['0o644', '0o644'],
  ['0x1f', 31n],
  ['0b11', 3n],
  ['1_000', 1000n],
  ['1,000', 1000n],
  ['0.0', 0],
  ['-0.0', -0],
  ['1.', 1],
  ['.5', 0.5],
  ['1.5e+3', 1500],
  ['1e3', '1e3'],
  ['1.5e3', '1.5e3'],
  ['.', '.'],
  ['.inf', Infinity],
  ['-.INF', -Infinity],
  ['.nan', Number.NaN],
  ['1:30', 5400n],
  ['1:30:15', 5415n],
  ['1:30.5', 5430],
  ['1:60', '1:60'],
  ['2026-01-31', { refused: 'Date' }],
  ['2026-13-31', '2026-13-31'],
  ['2026-01-31 12:00:00', { refused: 'Time' }],
  ['2026-01-31T12:00:00.5Z', { refused: 'Time' }],
  ['2026-01-31 12:00', '2026-01-31 12:00'],
  ['linux', 'linux'],
];

for (const [text, value] of rows) {
  test(`${testName(text)} is ${String(value)}`, () => assert.deepEqual(plainValue(text), value));
}
