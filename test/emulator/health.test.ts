import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinimumHealthyHosts } from '@aws-sdk/client-codedeploy';
import { allowedOutOfService, keptHealthy, startable } from './codedeploy/health.ts';

const oneAtATime = { type: 'MOST_CONCURRENCY' as never, value: 1 };
const percent = (value: number): MinimumHealthyHosts => ({ type: 'FLEET_PERCENT', value });
const hosts = (value: number): MinimumHealthyHosts => ({ type: 'HOST_COUNT', value });

// The first rows are the examples of the API reference and the user guide.
const fleets: [title: string, minimum: MinimumHealthyHosts, total: number, allowed: number][] = [
  ['six hosts of nine stay', hosts(6), 9, 3],
  ['forty percent of nine are four', percent(40), 9, 5],
  ['half of nine are five', percent(50), 9, 4],
  ['one at a time', oneAtATime, 9, 1],
  ['all at once', percent(0), 9, 9],
  ['one at a time of one', oneAtATime, 1, 1],
  ['half of one', percent(50), 1, 1],
  ['all of one', percent(100), 1, 0],
  ['all hosts', hosts(9), 9, 0],
  ['more hosts than there are', hosts(10), 9, 0],
  ['no minimum', hosts(0), 9, 9],
  ['75 percent of four', percent(75), 4, 1],
];

for (const [title, minimum, total, allowed] of fleets) {
  test(`out of service at once: ${title}`, () => assert.equal(allowedOutOfService(minimum, total), allowed));
}

const moments: [
  title: string,
  allowed: number,
  counts: Partial<Record<'inProgress' | 'failed', number>>,
  room: number,
][] = [
  ['nothing runs', 3, {}, 3],
  ['one runs', 3, { inProgress: 1 }, 2],
  ['one runs, one failed', 3, { inProgress: 1, failed: 1 }, 1],
  ['as many failed as may', 1, { failed: 1 }, 0],
  ['more failed than may', 1, { failed: 2 }, 0],
];

for (const [title, allowed, counts, room] of moments) {
  test(`may start: ${title}`, () =>
    assert.equal(startable(allowed, { total: 9, inProgress: 0, succeeded: 0, failed: 0, ...counts }), room));
}

const ends: [title: string, allowed: number, succeeded: number, failed: number, kept: boolean][] = [
  ['all succeeded', 1, 9, 0, true],
  ['the last one failed, one at a time', 1, 8, 1, true],
  ['an earlier one failed, so the rest was skipped', 1, 3, 1, false],
  ['all at once, one of nine succeeded', 9, 1, 8, true],
  ['all at once, none succeeded', 9, 0, 9, false],
  ['half at a time, five of nine succeeded', 4, 5, 4, true],
];

for (const [title, allowed, succeeded, failed, kept] of ends) {
  test(`healthy at the end: ${title}`, () =>
    assert.equal(keptHealthy(allowed, { total: 9, inProgress: 0, succeeded, failed }), kept));
}
