import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interruption } from '../../../src/control/cancellation.ts';
import { toOutcome } from '../../../src/model/outcome.ts';
import { noCounts, snapshot, target } from '../../support/snapshots.ts';

for (const [what, now, outcome] of [
  ['Succeeded', snapshot({ status: 'Succeeded' }), 'succeeded'],
  [
    'Succeeded with failed instances in the counts',
    snapshot({ status: 'Succeeded', counts: { ...noCounts, failed: 1 } }),
    'succeeded-with-failures',
  ],
  [
    'Succeeded with a failed instance',
    snapshot({ status: 'Succeeded' }, [target('i-1', 'Succeeded'), target('i-2', 'Failed')]),
    'succeeded-with-failures',
  ],
  [
    'Succeeded with skipped instances',
    snapshot({ status: 'Succeeded', counts: { ...noCounts, skipped: 1 } }, [target('i-1', 'Skipped')]),
    'succeeded',
  ],
  ['Failed', snapshot({ status: 'Failed', terminationWaitStarted: true }), 'failed'],
  ['Stopped', snapshot({ status: 'Stopped' }), 'stopped'],
] as const) {
  test(`${what}: ${outcome}, whatever was waited for`, () => {
    for (const isSatisfied of [true, false]) assert.equal(toOutcome(now, isSatisfied), outcome);
  });
}

test('a deployment under way, or of which nothing is known, is what it was waited for', () => {
  for (const now of [snapshot({ status: 'InProgress' }), undefined]) {
    assert.equal(toOutcome(now, true), 'satisfied');
    assert.equal(toOutcome(now, false), 'interrupted');
  }
});

test('an interruption says why', () => {
  assert.equal(new Interruption('cancel').message, 'The job was cancelled.');
  assert.equal(new Interruption('timeout').message, 'The time for waiting ran out.');
});
