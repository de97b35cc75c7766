import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorLine, failureMessage } from '../../../src/report/failure.ts';
import { deployment, snapshot } from '../../support/snapshots.ts';

const id = 'd-B0B0B0B0B';
const failed = snapshot({ status: 'Failed', rollbackDeploymentId: id });

for (const [status, line] of [
  [undefined, `It is being rolled back by ${id}.`],
  ['InProgress', `It is being rolled back by ${id} (InProgress).`],
  ['Succeeded', `Rolled back by ${id} (Succeeded).`],
  [
    'Failed',
    `The rollback by ${id} did not succeed either (Failed). Instances may run either revision: check each of them, then deploy again.`,
  ],
] as const) {
  test(`a rollback that is ${status}`, () => {
    const rollback = status && snapshot({ id, status });
    assert.equal(failureMessage(failed, rollback).split('\n').at(-1), line);
  });
}

test('a rollback that CodeDeploy gives a reason for not having made', () => {
  const rollbackMessage = 'There is nothing to roll back to.';
  assert.match(
    failureMessage(snapshot({ status: 'Failed', rollbackMessage })),
    /There is nothing to roll back to\.$/,
  );
});

test('ends of other causes have other remedies', () => {
  const lines = [
    { status: 'Stopped', code: 'TIMEOUT' },
    { status: 'Failed', code: 'TIMEOUT' },
    { status: 'Stopped', code: 'ALARM_ACTIVE' },
    { status: 'Stopped', code: 'MANUAL_STOP' },
    { status: 'Failed', code: 'HEALTH_CONSTRAINTS' },
    { status: 'Failed', code: 'HEALTH_CONSTRAINTS_INVALID' },
  ].map(({ status, code }) => errorLine(deployment({ status, error: { code, message: '' } })));
  assert.equal(new Set(lines).size, lines.length);
  assert.match(lines[0] ?? '', /nobody rerouted traffic/);
});
