import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundleTree } from '../../../src/appspec/bundle-tree.ts';
import { testName } from '../../support/test-name.ts';

const files = [
  { path: 'appspec.yml' },
  { path: 'site/pages/index.html' },
  { path: 'site/latest', linkTarget: 'pages' },
  { path: 'up', linkTarget: 'site/../appspec.yml' },
  { path: 'chain', linkTarget: 'up' },
  { path: 'absolute', linkTarget: '/etc/passwd' },
  { path: 'out', linkTarget: '../../etc' },
  { path: 'gone', linkTarget: 'nowhere' },
  { path: 'loop', linkTarget: 'loop' },
];
const tree = bundleTree(files, 'linux');

describe('find', () => {
  const rows: readonly (readonly [path: string, kind: string, found?: string])[] = [
    ['', 'directory', ''],
    ['/', 'directory', ''],
    ['.', 'directory', ''],
    ['appspec.yml', 'file', 'appspec.yml'],
    ['/./appspec.yml', 'file', 'appspec.yml'],
    ['AppSpec.yml', 'missing'],
    ['appspec.yml/x', 'missing'],
    ['site', 'directory', 'site'],
    ['site//pages/', 'directory', 'site/pages'],
    ['site/pages/../../appspec.yml', 'file', 'appspec.yml'],
    ['site/latest', 'directory', 'site/pages'],
    ['site/latest/index.html', 'file', 'site/pages/index.html'],
    ['chain', 'file', 'appspec.yml'],
    ['absolute', 'outside'],
    ['out/hosts', 'outside'],
    ['..', 'outside'],
    ['site/../../x', 'outside'],
    ['gone', 'missing'],
    ['loop', 'missing'],
  ];
  for (const [path, kind, found] of rows) {
    test(`${testName(path)} is ${kind}`, () => {
      assert.deepEqual(tree.find(path), found === undefined ? { kind } : { kind, path: found });
    });
  }
});

test('Windows does not tell upper from lower case', () => {
  const windows = bundleTree(files, 'windows');
  assert.deepEqual(windows.find('SITE/Pages'), { kind: 'directory', path: 'SITE/Pages' });
  assert.deepEqual(windows.entries('SITE'), ['latest', 'pages']);
});

test('entries are sorted, hidden ones included', () => {
  const paths = ['b', 'a/c', '.env'].map((path) => ({ path }));
  assert.deepEqual(bundleTree(paths, 'linux').entries(''), ['.env', 'a', 'b']);
});
