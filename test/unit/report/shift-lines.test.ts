import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrafficShift } from '../../../src/model/traffic-shift.ts';
import { shiftLines } from '../../../src/report/shift-lines.ts';
import { snapshot, target } from '../../support/snapshots.ts';

function at(shift: TrafficShift | undefined) {
  return snapshot({ status: 'InProgress' }, [{ ...target('shop:web', 'InProgress'), shift }]);
}

const start: TrafficShift = {
  from: 'ecs-svc/1',
  to: 'ecs-svc/2',
  weight: 0,
  tasks: { running: 0, desired: 2 },
};

test('a line for each change of tasks and of traffic, and none when all is still', () => {
  assert.deepEqual(shiftLines(undefined, at(undefined)), []);
  assert.deepEqual(shiftLines(at(undefined), at(start)), ['shop:web  New tasks: 0 of 2 running']);
  const running = { ...start, tasks: { running: 2, desired: 2 } };
  assert.deepEqual(shiftLines(at(start), at(running)), ['shop:web  New tasks: 2 of 2 running']);
  const tenth = { ...running, weight: 10 };
  assert.deepEqual(shiftLines(at(running), at(tenth)), ['shop:web  Traffic: 0 % → 10 % on ecs-svc/2']);
  assert.deepEqual(shiftLines(at(tenth), at(tenth)), []);
  assert.deepEqual(shiftLines(at(tenth), at({ ...tenth, weight: 0 })), [
    'shop:web  Traffic: 10 % → 0 % on ecs-svc/2',
  ]);
});

test('versions have numbers, and names of foreign text stay in their line', () => {
  const version = { from: '1', to: '2', weight: 50 };
  assert.deepEqual(shiftLines(undefined, at(version)), ['shop:web  Traffic: 0 % → 50 % on version 2']);
  const hostile = { from: undefined, to: 'x\n::error::y', weight: 50 };
  assert.deepEqual(shiftLines(undefined, at(hostile)), ['shop:web  Traffic: 0 % → 50 % on x ::error::y']);
  assert.match(shiftLines(undefined, at({ ...version, to: undefined }))[0] ?? '', /on the new side$/);
});
