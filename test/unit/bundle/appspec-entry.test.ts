import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withAppSpec } from '../../../src/bundle/appspec-entry.ts';
import type { Entry } from '../../../src/bundle/entry.ts';
import { ActionError } from '../../../src/control/errors.ts';
import type { BlobMode } from '../../../src/git/tree.ts';

/** Each entry's content is its path, so that one can see where it came from. */
function entry(path: string, mode: BlobMode = '100644'): Entry {
  return { path, mode, identity: path, source: { kind: 'bytes', bytes: Buffer.from(path) } };
}

function tree(...paths: string[]): Entry[] {
  return paths.map((path) => entry(path));
}

/** What is in a bundle, and what it was made of. */
function named(entries: readonly Entry[]): string[] {
  return entries.map(({ path, identity }) => (path === identity ? path : `${path} = ${identity}`)).sort();
}

test('appspec.yml in the root changes nothing', () => {
  const entries = tree('a', 'appspec.yml');
  assert.deepEqual(named(withAppSpec(entries, 'appspec.yml', entries)), ['a', 'appspec.yml']);
});

test('another file becomes appspec.yml, in place of one that is there, and stays where it is', () => {
  const entries = tree('appspec.yml', 'deploy/appspec-staging.yml', 'z');
  assert.deepEqual(named(withAppSpec(entries, 'deploy/appspec-staging.yml', entries)), [
    'appspec.yml = deploy/appspec-staging.yml',
    'deploy/appspec-staging.yml',
    'z',
  ]);
});

test('an AppSpec file that is left out elsewhere is in the bundle as appspec.yml', () => {
  const all = tree('appspec.yml', 'deploy/staging.yml', 'z');
  assert.deepEqual(named(withAppSpec(tree('z'), 'deploy/staging.yml', all)), [
    'appspec.yml = deploy/staging.yml',
    'z',
  ]);
  assert.deepEqual(named(withAppSpec(tree('z'), 'appspec.yml', all)), ['appspec.yml', 'z']);
});

for (const { has, wants, says } of [
  {
    has: ['index.html'],
    wants: 'appspec.yml',
    says: /appspec\.yml is not the one file to deploy\. Add an AppSpec file as appspec\.yml, or set appspec/,
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
      () => withAppSpec(tree(...has), wants, tree(...has)),
      (error) => {
        assert.ok(error instanceof ActionError);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}

test('a link under another name would point elsewhere', () => {
  const entries = [entry('deploy/current.yml', '120000')];
  assert.throws(() => withAppSpec(entries, 'deploy/current.yml', entries), /is a symbolic link/);
  const own = [entry('appspec.yml', '120000')];
  assert.deepEqual(withAppSpec(own, 'appspec.yml', own), own);
});
