import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillPlaceholders } from '../../../src/appspec/placeholders.ts';

const text = 'TaskDefinition: <TASK_DEFINITION>\nHook: <hook>\nAgain: <hook> a < b > c <1>\n';

test('values take the place of placeholders; what has none stays, with its line', () => {
  assert.deepEqual(fillPlaceholders(text, new Map([['hook', 'check']])), {
    text: 'TaskDefinition: <TASK_DEFINITION>\nHook: check\nAgain: check a < b > c <1>\n',
    left: [{ name: 'TASK_DEFINITION', line: 1 }],
    unused: [],
  });
});

test('a value that looks like a placeholder or a replacement pattern is put in as it is', () => {
  const { text: filled, left } = fillPlaceholders('a: <A>\n', new Map([['A', '$& <B> $1']]));
  assert.equal(filled, 'a: $& <B> $1\n');
  assert.deepEqual(left, []);
});

test('a text without placeholders comes back byte for byte, and unused values are named', () => {
  assert.deepEqual(fillPlaceholders('version: 0.0\r\n', new Map([['A', '1']])), {
    text: 'version: 0.0\r\n',
    left: [],
    unused: ['A'],
  });
});
