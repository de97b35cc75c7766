import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNotOlder, blocker } from '../../../src/deployment/concurrency.ts';
import { deployment } from '../../support/snapshots.ts';

const marker = (id: number, attempt = 1) =>
  `The release [acme/shop/deploy.yml run ${id}/${attempt} #0a1b2c3d]`;
const run = { workflow: 'acme/shop/deploy.yml', id: 10, attempt: 2 };
const region = 'eu-west-1';
const other = deployment({ id: 'd-OTHER1234', status: 'InProgress', description: 'by hand' });
const earlierAttempt = deployment({ status: 'InProgress', description: marker(10, 1) });
const later = deployment({ id: 'd-LATER1234', status: 'InProgress', description: marker(11) });

interface Row {
  readonly name: string;
  readonly active?: readonly ReturnType<typeof deployment>[];
  readonly current?: ReturnType<typeof deployment>;
  readonly policy?: 'wait' | 'stop' | 'fail';
  readonly allowOlder?: boolean;
  readonly says?: RegExp;
}

const rows: readonly Row[] = [
  { name: 'nothing is active' },
  { name: 'another deployment is waited for', active: [other] },
  {
    name: 'another deployment fails the step',
    active: [other],
    policy: 'fail',
    says: /if-in-progress is fail/,
  },
  { name: 'another deployment is stopped', active: [other], policy: 'stop' },
  { name: 'one of a later run is not stopped', active: [later], policy: 'stop', says: /later run \(11\)/ },
  { name: 'unless older runs may', active: [later], policy: 'stop', allowOlder: true },
  { name: 'one of an earlier attempt is followed', active: [earlierAttempt], policy: 'fail' },
  { name: 'a later run has deployed', current: later, says: /later run \(11\)[\s\S]*older revision/ },
  { name: 'a later run has deployed, and older runs may', current: later, allowOlder: true },
];

for (const { name, active = [], current, policy = 'wait', allowOlder = false, says } of rows) {
  test(`what is in the way: ${name}`, () => {
    const text = blocker({ active, current }, { region, policy, allowOlder, run });
    if (says) assert.match(text ?? '', says);
    else assert.equal(text, undefined);
  });
}

test('an older run does not take the place of a later one', () => {
  assert.throws(() => assertNotOlder(later, { allowOlder: false, run }), /later run \(11\)/);
  assertNotOlder(later, { allowOlder: true, run });
  assertNotOlder(undefined, { allowOlder: false, run });
  assertNotOlder(other, { allowOlder: false, run });
});
