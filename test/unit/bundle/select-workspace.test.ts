import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBundle } from '../../../src/archive/create-bundle.ts';
import type { BundleSelection } from '../../../src/bundle/select.ts';
import { selectWorkspaceFiles } from '../../../src/bundle/select-workspace.ts';
import { expectError } from '../../support/action-error.ts';
import { type Content, createRepository, writeFiles } from '../../support/repository.ts';
import { filesOfZip } from '../support/archive.ts';
import { temporaryDirectory } from '../support/repository.ts';

const signal = new AbortController().signal;
const appSpec = 'version: 0.0\nos: linux\n';

function workspaceOf(t: TestContext, files: Readonly<Record<string, Content>>): string {
  const workspace = temporaryDirectory();
  t.after(() => rmSync(workspace, { recursive: true }));
  writeFiles(workspace, files);
  return workspace;
}

async function pack(t: TestContext, workspace: string, more: Partial<BundleSelection> = {}) {
  const selection = { path: '.', appspec: 'appspec.yml', include: [], exclude: [], ...more };
  const entries = await selectWorkspaceFiles(selection, { workspace, signal });
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true }));
  const { file } = await createBundle({ entries, type: 'zip', directory, signal });
  return await filesOfZip(file);
}

test('a folder without git is packaged as it lies there', async (t) => {
  const workspace = workspaceOf(t, {
    'build/appspec.yml': appSpec,
    'build/run.sh': { executable: '#!/bin/sh\n' },
    'build/.env': 'A=1\n',
    'build/current': { link: 'run.sh' },
    'other/secret': 'x',
  });
  assert.deepEqual(await pack(t, workspace, { path: 'build' }), {
    '.env': { mode: '100644', content: 'A=1\n' },
    'appspec.yml': { mode: '100644', content: appSpec },
    current: { mode: '120000', content: 'run.sh' },
    'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
  });
});

test('nothing of git is packaged, of whatever repository', async (t) => {
  const workspace = workspaceOf(t, { 'appspec.yml': appSpec });
  createRepository(workspace, { '.gitignore': 'built\n', '.gitattributes': 'docs export-ignore\n' });
  createRepository(join(workspace, 'lib'), { 'a.txt': 'a' });
  writeFiles(workspace, { built: 'b', 'docs/a.md': 'a', 'sub/.git': 'gitdir: ../.git/modules/sub\n' });
  assert.deepEqual(Object.keys(await pack(t, workspace)), [
    '.gitattributes',
    '.gitignore',
    'appspec.yml',
    'built',
    'docs/a.md',
    'lib/a.txt',
  ]);
});

test('exclude and appspec count, and files from around the folder', async (t) => {
  const workspace = workspaceOf(t, {
    'deploy/staging.yml': appSpec,
    'deploy/notes.md': 'n',
    'target/app.jar': 'jar',
    'target/app-sources.jar': 'src',
  });
  const files = await pack(t, workspace, {
    path: 'deploy',
    appspec: 'staging.yml',
    include: ['../target/*.jar'],
    exclude: ['*.md', 'staging.yml', '**/*-sources.jar'],
  });
  assert.deepEqual(Object.keys(files), ['appspec.yml', 'target/app.jar']);
});

test('what cannot be packaged is said', async (t) => {
  const workspace = workspaceOf(t, { 'build/app.js': 'a', 'file.txt': 'f' });
  mkdirSync(join(workspace, 'empty'));
  const expect = (more: Partial<BundleSelection>, message: RegExp) =>
    expectError(pack(t, workspace, more), message);
  await expect({ path: 'dist' }, /^path: dist is not a directory of the workspace .*before this one/);
  await expect({ path: 'file.txt' }, /^path: file\.txt is not a directory/);
  await expect({ path: 'empty' }, /^path: empty has no files in the workspace/);
  await expect({ path: 'build' }, /AppSpec file appspec\.yml is not the one file to deploy\. Add an AppSpec/);
  await expect({ exclude: ['*.md'] }, /^exclude: "\*\.md" matches no file/);
  await expect(
    { path: 'build', include: ['../../x'] },
    /^include: "\.\.\/\.\.\/x" leads out of the workspace/,
  );
  await expect({ path: 'build', include: ['../x'] }, /^include: "\.\.\/x" matches no file/);
});
