import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findCheckout } from '../../../src/git/checkout.ts';
import { expectError } from '../../support/action-error.ts';
import { temporaryDirectory } from '../support/repository.ts';

interface Row {
  readonly name: string;
  /** Directories of the workspace that are checkouts. */
  readonly checkouts: readonly string[];
  readonly path: string;
  /** The checkout, and the path in it; or what the error says. */
  readonly found: readonly [directory: string, path: string] | RegExp;
}

const rows: readonly Row[] = [
  { name: 'the workspace itself', checkouts: ['.'], path: 'services/shop', found: ['.', 'services/shop'] },
  { name: 'the workspace, with submodules', checkouts: ['.', 'lib'], path: 'lib/a', found: ['.', 'lib/a'] },
  { name: 'the only one', checkouts: ['app'], path: '.', found: ['app', '.'] },
  { name: 'a directory of the only one', checkouts: ['app'], path: 'deploy', found: ['app', 'deploy'] },
  { name: 'the only one, deeper', checkouts: ['src/acme/app'], path: '.', found: ['src/acme/app', '.'] },
  {
    name: 'the one that the path begins with',
    checkouts: ['app', 'tools'],
    path: 'app/deploy',
    found: ['app', 'deploy'],
  },
  {
    name: 'the one that the path is',
    checkouts: ['src/app', 'src/tools'],
    path: 'src/tools',
    found: ['src/tools', '.'],
  },
  {
    name: 'one with a submodule on the path',
    checkouts: ['app', 'app/lib', 'tools'],
    path: 'app/lib',
    found: ['app', 'lib'],
  },
  {
    name: 'several',
    checkouts: ['tools', 'app'],
    path: 'deploy',
    found: /2 git checkouts in .*: app, tools\. Begin path with .* such as path: app\/deploy\.$/,
  },
  { name: 'none', checkouts: [], path: '.', found: /no git checkout in .* or set source to workspace/ },
];

for (const { name, checkouts, path, found } of rows) {
  test(`checkout of path ${path}: ${name}`, async (t) => {
    const workspace = temporaryDirectory();
    t.after(() => rmSync(workspace, { recursive: true }));
    for (const checkout of checkouts) mkdirSync(join(workspace, checkout, '.git'), { recursive: true });
    if (found instanceof RegExp) {
      await expectError(findCheckout(workspace, path), found);
    } else {
      const [directory, rest] = found;
      assert.deepEqual(await findCheckout(workspace, path), {
        directory: join(workspace, directory),
        path: rest,
      });
    }
  });
}
