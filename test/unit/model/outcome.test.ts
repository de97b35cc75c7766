import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interruption } from '../../../src/control/cancellation.ts';
import { conclude, isReached } from '../../../src/model/outcome.ts';
import { noCounts, snapshot, target } from '../../support/snapshots.ts';

const goals = ['completion', 'traffic-shift', 'ready', 'none'] as const;

for (const [status, terminationWaitStarted, reached] of [
  ['Created', false, ['none']],
  ['Queued', false, ['none']],
  ['InProgress', false, ['none']],
  ['Baking', false, ['none']],
  ['BrandNew', false, ['none']],
  ['Ready', false, ['ready', 'none']],
  ['InProgress', true, ['traffic-shift', 'ready', 'none']],
  ['Ready', true, ['traffic-shift', 'ready', 'none']],
] as const) {
  test(`${status}${terminationWaitStarted ? ' with traffic shifted' : ''} reaches ${reached.join(', ')}`, () => {
    const now = snapshot({ status, terminationWaitStarted });
    assert.deepEqual(
      goals.filter((goal) => isReached(goal, now)),
      reached,
    );
    assert.deepEqual(
      goals.filter((goal) => conclude(goal, now) === 'reached'),
      reached,
    );
    assert.deepEqual(
      goals.filter((goal) => conclude(goal, now) === 'interrupted'),
      goals.filter((goal) => !reached.some((one) => one === goal)),
    );
  });
}

for (const [what, now, conclusion] of [
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
  test(`${what}: ${conclusion}, whatever was waited for`, () => {
    for (const goal of goals) assert.equal(conclude(goal, now), conclusion);
  });
}

test('an interruption says why', () => {
  assert.equal(new Interruption('cancel').message, 'The job was cancelled.');
  assert.equal(new Interruption('timeout').message, 'The time for waiting ran out.');
});
