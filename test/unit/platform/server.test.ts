import assert from 'node:assert/strict';
import { test } from 'node:test';
import { server } from '../../../src/platform/server.ts';
import { snapshot } from '../../support/snapshots.ts';

const goals = ['completion', 'traffic-shift', 'ready', 'none'] as const;

for (const [status, terminationWaitStarted, satisfied] of [
  ['Created', false, ['none']],
  ['Queued', false, ['none']],
  ['InProgress', false, ['none']],
  ['Baking', false, ['none']],
  ['BrandNew', false, ['none']],
  ['Ready', false, ['ready', 'none']],
  ['InProgress', true, ['traffic-shift', 'ready', 'none']],
  ['Ready', true, ['traffic-shift', 'ready', 'none']],
] as const) {
  test(`${status}${terminationWaitStarted ? ' with traffic shifted' : ''} satisfies ${satisfied.join(', ')}`, () => {
    const now = snapshot({ status, terminationWaitStarted });
    assert.deepEqual(
      goals.filter((goal) => server.isWaitSatisfied(goal, now)),
      satisfied,
    );
  });
}
