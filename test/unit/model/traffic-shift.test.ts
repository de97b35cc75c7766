import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ECSTaskSet } from '@aws-sdk/client-codedeploy';
import { toTaskSetShift, toVersionShift } from '../../../src/model/traffic-shift.ts';

const blue: ECSTaskSet = { identifer: 'ecs-svc/1', status: 'PRIMARY', trafficWeight: 60 };
const green: ECSTaskSet = {
  identifer: 'ecs-svc/2',
  status: 'ACTIVE',
  trafficWeight: 40,
  runningCount: 1,
  desiredCount: 2,
};
const shift = { from: 'ecs-svc/1', to: 'ecs-svc/2', weight: 40, tasks: { running: 1, desired: 2 } };
const moved = [{ lifecycleEventName: 'AllowTraffic', status: 'Succeeded' as const }];

test('Lambda tells weights from 0 to 1', () => {
  assert.equal(toVersionShift({}), undefined);
  const lambdaFunctionInfo = { currentVersion: '1', targetVersion: '2', targetVersionWeight: 0.1 };
  assert.deepEqual(toVersionShift({ lambdaFunctionInfo }), { from: '1', to: '2', weight: 10 });
  assert.equal(toVersionShift({ lambdaFunctionInfo: {} })?.weight, undefined);
});

test('ECS tells weights from 0 to 100, and the label of the new task set', () => {
  assert.equal(toTaskSetShift({}), undefined);
  const labelled = [
    { ...green, taskSetLabel: 'Green' as const },
    { ...blue, taskSetLabel: 'Blue' as const },
  ];
  assert.deepEqual(toTaskSetShift({ taskSetsInfo: labelled }), shift);
});

test('without labels, the new task set is ACTIVE until the traffic has moved, then PRIMARY', () => {
  assert.deepEqual(toTaskSetShift({ taskSetsInfo: [blue, green] }), shift);
  const after = [
    { ...blue, status: 'ACTIVE', trafficWeight: 0 },
    { ...green, status: 'PRIMARY', trafficWeight: 100 },
  ];
  assert.equal(toTaskSetShift({ taskSetsInfo: after, lifecycleEvents: moved })?.to, 'ecs-svc/2');
});

test('before there is a new task set, nothing is known of it', () => {
  assert.deepEqual(toTaskSetShift({ taskSetsInfo: [blue] }), {
    from: 'ecs-svc/1',
    to: undefined,
    weight: undefined,
    tasks: undefined,
  });
});
