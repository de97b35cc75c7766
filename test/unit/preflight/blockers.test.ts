import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalText } from '../../../src/preflight/blockers.ts';

test('reasons are told all at once, a line each', () => {
  assert.equal(refusalText(['No group.']), 'No group. Nothing was uploaded or deployed.');
  assert.equal(
    refusalText(['An error.\nappspec.yml:4: It is wrong.', 'No instance.']),
    '2 things are in the way. Nothing was uploaded or deployed.\n- An error. appspec.yml:4: It is wrong.\n- No instance.',
  );
});
