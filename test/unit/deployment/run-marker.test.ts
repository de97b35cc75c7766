import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe } from '../../../src/deployment/request.ts';
import {
  createRunMarker,
  isEarlierAttempt,
  isLaterRun,
  type Run,
  runOf,
} from '../../../src/deployment/run-marker.ts';
import { testName } from '../../support/test-name.ts';

const workflow = 'acme/shop/deploy.yml';
const longName = `${'deploy-everything-'.repeat(12)}.yml`;

for (const [written, read] of [
  [workflow, workflow],
  ['acme/shop/my deploy [1].yml', 'acme/shop/my%20deploy%20%5B1%5D.yml'],
  ['acme/shop/発行.yml', 'acme/shop/%E7%99%BA%E8%A1%8C.yml'],
  [
    `${'a'.repeat(39)}/${'b'.repeat(100)}/${longName}`,
    `${'a'.repeat(39)}/${'b'.repeat(100)}/${longName.slice(0, 51)}~${'.'.repeat(8)}`,
  ],
] as const) {
  test(`the marker of a run of ${testName(written, 40)}`, () => {
    const marker = createRunMarker({ workflow: written, runId: '123456789012', runAttempt: '99' });
    const run = runOf(describe('x'.repeat(300), marker));
    assert.match(
      run?.workflow ?? '',
      new RegExp(`^${read.replaceAll('.', '\\.').replaceAll('\\.'.repeat(8), '.{8}')}$`),
    );
    assert.deepEqual({ id: run?.id, attempt: run?.attempt }, { id: 123456789012, attempt: 99 });
    assert.ok(marker.length <= 240, `${marker.length}`);
  });
}

test('each step has a marker of its own', () => {
  const context = { workflow, runId: '1', runAttempt: '1' };
  assert.notEqual(createRunMarker(context), createRunMarker(context));
});

test('a marker without a run tells nothing of one', () => {
  assert.equal(runOf(createRunMarker({ workflow: '/', runId: '', runAttempt: '1' })), undefined);
});

for (const description of [
  undefined,
  '',
  'Release 7',
  '[acme/shop/deploy.yml run 1/1]',
  '[acme/shop/deploy.yml run 1/1 #0123abcd] and more',
  '[acme/shop/deploy.yml run 1/1 #0123abcg]',
  '[acme/shop/deploy.yml run 9999999999999999/1 #0123abcd]',
  '[acme/shop run 1/1 #0123abcd]',
  '[acme/shop/deploy [x].yml run 1/1 #0123abcd]',
  '[acme/shop/deploy.yml run -1/1 #0123abcd]',
  '[acme/shop/deploy.yml\nrun 1/1 #0123abcd]',
]) {
  test(`no marker: ${testName(description)}`, () => assert.equal(runOf(description), undefined));
}

const first: Run = { workflow, id: 7, attempt: 1 };

for (const [run, isLater, isEarlier] of [
  [first, false, false],
  [{ ...first, id: 8 }, true, false],
  [{ ...first, id: 6 }, false, false],
  [{ ...first, id: 8, workflow: 'acme/shop/other.yml' }, false, false],
  [{ ...first, attempt: 2 }, false, false],
  [{ ...first, attempt: 0 }, false, true],
  [{ ...first, attempt: 0, workflow: 'acme/shop/other.yml' }, false, false],
  [undefined, false, false],
] as const) {
  test(`beside run 7/1: ${testName(run)}`, () => {
    assert.equal(isLaterRun(run, first), isLater);
    assert.equal(isEarlierAttempt(run, first), isEarlier);
    assert.equal(isLaterRun(run, undefined), false);
  });
}
