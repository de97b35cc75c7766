import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean, didYouMeanPath, meantName } from '../../../src/appspec/spelling.ts';
import { testName } from '../../support/test-name.ts';

const known = ['location', 'timeout', 'runas', 'os'];

const slips: readonly (readonly [word: string, meant: string | undefined])[] = [
  ['Location', 'location'],
  ['loc_ation', 'location'],
  ['time-out', 'timeout'],
  ['runAs', 'runas'],
  ['OS', 'os'],
  ['loction', 'location'],
  ['locattion', 'location'],
  ['lokation', 'location'],
  ['loaction', 'location'],
  ['timeouts', 'timeout'],
  ['imeout', 'timeout'],
  ['so', undefined],
  ['is', undefined],
  ['name', undefined],
  ['place', undefined],
  ['', undefined],
];
for (const [word, meant] of slips) {
  test(`${testName(word)} is meant as ${meant ?? 'itself'}`, () =>
    assert.equal(meantName(word, known), meant));
}

test('names that are near are suggested, a slip alone', () => {
  assert.equal(didYouMean('runas1', known), ' Did you mean runas?');
  assert.equal(didYouMean('tmout', known), ' Did you mean timeout?');
  assert.equal(didYouMean('description', known), '');
});

test('of a path, its last name counts', () => {
  const paths = ['scripts/start.sh', 'scripts/stop.sh', 'deploy/migrate.sh', 'scripts'];
  assert.equal(didYouMeanPath('scripts/migrate.sh', paths), ' Did you mean deploy/migrate.sh?');
  assert.equal(didYouMeanPath('script/start.sh', paths), ' Did you mean scripts/start.sh?');
  assert.equal(didYouMeanPath('scripts/Stop.sh', paths), ' Did you mean scripts/stop.sh?');
  assert.equal(didYouMeanPath('etc/nginx.conf', paths), '');
});
