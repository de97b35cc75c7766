import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EC2TagFilter } from '@aws-sdk/client-codedeploy';
import { matchesAny, matchesEveryList } from './codedeploy/tag-filters.ts';

const tags = [
  { key: 'Environment', value: 'production' },
  { key: 'Name', value: 'web' },
];

const filters: [title: string, filter: EC2TagFilter, matches: boolean][] = [
  ['key and value', { Key: 'Name', Value: 'web', Type: 'KEY_AND_VALUE' }, true],
  ['key and another value', { Key: 'Name', Value: 'db', Type: 'KEY_AND_VALUE' }, false],
  ['key and value of two tags', { Key: 'Name', Value: 'production', Type: 'KEY_AND_VALUE' }, false],
  ['no type means key and value', { Key: 'Name', Value: 'web' }, true],
  ['key', { Key: 'Name', Type: 'KEY_ONLY' }, true],
  ['another key', { Key: 'Role', Type: 'KEY_ONLY' }, false],
  ['value', { Value: 'web', Type: 'VALUE_ONLY' }, true],
  ['case counts', { Key: 'name', Value: 'web' }, false],
];

for (const [title, filter, expected] of filters) {
  test(`tag filter: ${title}`, () => assert.equal(matchesAny([filter], tags), expected));
}

const web = { Key: 'Name', Value: 'web' };
const production = { Key: 'Environment', Value: 'production' };
const staging = { Key: 'Environment', Value: 'staging' };

const sets: [title: string, lists: EC2TagFilter[][], matches: boolean][] = [
  ['one list, one of it matches', [[staging, production]], true],
  ['every list must match', [[web], [staging]], false],
  ['every list matches', [[web], [staging, production]], true],
  ['an empty set picks nothing', [], false],
];

for (const [title, lists, expected] of sets) {
  test(`tag set: ${title}`, () => assert.equal(matchesEveryList(lists, tags), expected));
}
