import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRollbackExpected } from '../../../src/deployment/rollback.ts';
import { deployment } from '../../support/snapshots.ts';

const failed = { status: 'Failed' };
const stopped = { status: 'Stopped', error: { code: 'MANUAL_STOP', message: '' } };
const alarmed = { status: 'Stopped', error: { code: 'ALARM_ACTIVE', message: '' } };

for (const [known, group, policy, expected] of [
  [failed, undefined, undefined, false],
  [failed, ['DEPLOYMENT_FAILURE'], undefined, true],
  [failed, ['DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'], undefined, false],
  [{ ...failed, autoRollback: [] }, ['DEPLOYMENT_FAILURE'], undefined, false],
  [{ ...failed, autoRollback: ['DEPLOYMENT_FAILURE'] }, [], undefined, true],
  [stopped, ['DEPLOYMENT_STOP_ON_REQUEST'], undefined, true],
  [stopped, ['DEPLOYMENT_STOP_ON_ALARM'], 'stop', false],
  [stopped, undefined, 'rollback', true],
  [alarmed, ['DEPLOYMENT_STOP_ON_ALARM'], undefined, true],
  [alarmed, ['DEPLOYMENT_STOP_ON_REQUEST'], undefined, false],
  [{ status: 'Succeeded' }, ['DEPLOYMENT_FAILURE'], 'rollback', false],
  [{ status: 'InProgress' }, ['DEPLOYMENT_FAILURE'], 'rollback', false],
] as const) {
  const settings = JSON.stringify([known, group, policy]);
  test(`a rollback is ${expected ? '' : 'not '}to be expected: ${settings}`, () => {
    assert.equal(isRollbackExpected(deployment(known), { group, policy }), expected);
  });
}
