import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActionError } from '../../../src/errors.ts';
import { withAppSpec } from '../../../src/revision/appspec-entry.ts';
import type { BlobMode, TreeEntry } from '../../../src/revision/tree.ts';

/** Each entry's object is named like its path, so that one can see where it came from. */
function tree(...paths: string[]): TreeEntry[] {
  return paths.map((path) => ({ path, mode: '100644' as BlobMode, oid: path }));
}

test('appspec.yml in the root changes nothing', () => {
  const entries = tree('a', 'appspec.yml');
  assert.deepEqual(withAppSpec(entries, 'appspec.yml'), entries);
});

test('another file becomes appspec.yml, in place of one that is there, and stays where it is', () => {
  const entries = tree('appspec.yml', 'deploy/appspec-staging.yml', 'z');
  assert.deepEqual(withAppSpec(entries, 'deploy/appspec-staging.yml'), [
    { path: 'appspec.yml', mode: '100644', oid: 'deploy/appspec-staging.yml' },
    { path: 'deploy/appspec-staging.yml', mode: '100644', oid: 'deploy/appspec-staging.yml' },
    { path: 'z', mode: '100644', oid: 'z' },
  ]);
  assert.deepEqual(
    withAppSpec(tree('a', 'b.yaml', 'z'), 'b.yaml').map(({ path }) => path),
    ['a', 'appspec.yml', 'b.yaml', 'z'],
  );
});

for (const { has, wants, says } of [
  {
    has: ['index.html'],
    wants: 'appspec.yml',
    says: /appspec\.yml is not among the 1 committed files.*Commit an AppSpec file as appspec\.yml, or set appspec/,
  },
  {
    has: ['appspec.yaml'],
    wants: 'appspec.yml',
    says: /There is appspec\.yaml: set appspec: appspec\.yaml\./,
  },
  { has: ['AppSpec.yml'], wants: 'appspec.yml', says: /set appspec: AppSpec\.yml\./ },
  {
    has: ['apps/web/appspec.yml'],
    wants: 'appspec.yml',
    says: /set path: apps\/web to deploy that directory, or appspec: apps\/web\/appspec\.yml/,
  },
  {
    has: ['deploy/appspec-prod.yml', 'deploy/appspec-test.yml'],
    wants: 'appspec.yml',
    says: /There is deploy\/appspec-prod\.yml, deploy\/appspec-test\.yml: set appspec: deploy\/appspec-prod\.yml/,
  },
  {
    has: ['deploy/staging.yml'],
    wants: 'deploy/stagin.yml',
    says: /There is deploy\/staging\.yml: set appspec: deploy\/staging\.yml/,
  },
]) {
  test(`${wants} among ${has.join(', ')} is an error that says what to set`, () => {
    assert.throws(
      () => withAppSpec(tree(...has), wants),
      (error) => {
        assert.ok(error instanceof ActionError);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}

test('a link under another name would point elsewhere', () => {
  const entries: TreeEntry[] = [{ path: 'deploy/current.yml', mode: '120000', oid: 'x' }];
  assert.throws(() => withAppSpec(entries, 'deploy/current.yml'), /is a symbolic link/);
  assert.deepEqual(withAppSpec([{ path: 'appspec.yml', mode: '120000', oid: 'x' }], 'appspec.yml').length, 1);
});
