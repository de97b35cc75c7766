import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ecs } from '../../../src/platform/ecs.ts';
import { lambda } from '../../../src/platform/lambda.ts';
import { event, snapshot, target } from '../../support/snapshots.ts';

const goals = ['completion', 'traffic-shift', 'ready', 'none'] as const;
const shifting = { ...target('shop:web', 'InProgress'), events: [event('AllowTraffic', 'InProgress')] };

for (const [what, now, satisfied] of [
  ['that has just begun', snapshot({ status: 'InProgress' }), ['none']],
  ['that waits', snapshot({ status: 'Ready' }, [target('shop:web', 'InProgress')]), ['ready', 'none']],
  ['whose traffic moves', snapshot({ status: 'InProgress' }, [shifting]), ['ready', 'none']],
] as const) {
  test(`an ECS deployment ${what} satisfies ${satisfied.join(', ')}`, () => {
    assert.deepEqual(
      goals.filter((goal) => ecs.isWaitSatisfied(goal, now)),
      satisfied,
    );
    assert.equal(ecs.isDone(now), false);
  });
}

test('the target tells that all traffic has moved; the flag of the deployment stays false', () => {
  const now = snapshot({ status: 'InProgress', terminationWaitStarted: false }, [
    target('shop:web', 'Succeeded'),
  ]);
  assert.equal(ecs.isWaitSatisfied('traffic-shift', now), true);
  assert.equal(ecs.isWaitSatisfied('completion', now), false);
  assert.equal(ecs.isDone(now), true);
  assert.equal(lambda.isWaitSatisfied('traffic-shift', now), true);
  assert.equal(lambda.isWaitSatisfied('completion', now), false);
});
