import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { openCommit } from '../../../src/git/commit.ts';
import { hasRootFile, readTree } from '../../../src/git/tree.ts';
import { expectError } from '../../support/action-error.ts';
import { cloneRepository, createRepository, type TestRepository } from '../support/repository.ts';

const { signal } = new AbortController();

async function read({ directory }: { directory: string }, path = '.') {
  const { entries } = await readTree(await openCommit({ workspace: directory, signal }), path);
  return entries;
}

/** Commits a tree that no working directory could hold: `mode type oid<TAB>name`. */
function commitTree({ git, directory }: TestRepository, records: readonly string[]): void {
  const input = records.map((record) => `${record}\0`).join('');
  const tree = execFileSync('git', ['mktree', '-z', '--missing'], {
    cwd: directory,
    input,
    encoding: 'utf8',
  });
  git('update-ref', 'HEAD', git('commit-tree', '-m', 'strange', tree.trim()).trim());
}

test('every file of the commit, with its mode, and nothing of the working directory', async () => {
  using repository = createRepository();
  repository.write('b/run.sh', '#!/bin/sh\n', 0o755);
  repository.write('b.txt', 'twelve bytes');
  repository.write('.hidden/.x', '');
  repository.write('-n', '-');
  repository.write('ä ü\'"/日本', 'x');
  repository.link('link', 'nowhere');
  repository.commit('all');
  repository.write('uncommitted', 'x');
  repository.write('b.txt', 'changed');
  const entries = await read(repository);
  assert.deepEqual(
    entries.map(({ path, mode }) => `${mode} ${path}`),
    [
      '100644 -n',
      '100644 .hidden/.x',
      '100644 b.txt',
      '100755 b/run.sh',
      '120000 link',
      '100644 ä ü\'"/日本',
    ],
  );
});

test('a path is the root of what is read', async () => {
  using repository = createRepository();
  repository.write('apps/web/appspec.yml', 'x');
  repository.write('apps/web/src/a', 'x');
  repository.write('apps/other', 'x');
  repository.commit('apps');
  assert.deepEqual(
    (await read(repository, 'apps/web')).map(({ path }) => path),
    ['appspec.yml', 'src/a'],
  );
});

test('a path that cannot be used is told with what could be', async () => {
  using repository = createRepository();
  repository.write('apps/web/a', 'x');
  repository.write('docs/a', 'x');
  repository.commit('apps');
  await expectError(
    read(repository, 'apps/wbe'),
    /path: apps\/wbe is not in the commit .*Did you mean apps\/web\?/,
  );
  await expectError(read(repository, 'web'), /Did you mean apps\/web\?/);
  await expectError(read(repository, 'elsewhere/far'), /It has apps, docs\./);
  await expectError(read(repository, 'docs/a'), /path: docs\/a is a file/);
  await expectError(read(repository, '-rf'), /path: -rf is not in the commit/);
});

test('a path in a submodule is told as such', async () => {
  using repository = createRepository();
  repository.write('a', 'a');
  const commit = repository.commit('a');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit.replace('0', '1')},vendor/lib`);
  repository.git('commit', '--quiet', '--message', 'A submodule');
  for (const path of ['vendor/lib', 'vendor/lib/docs'])
    await expectError(read(repository, path), /^path: vendor\/lib.* is in the submodule vendor\/lib, /);
  await expectError(read(repository, 'vendor/li'), /Did you mean vendor\?/);
});

test('submodules are told with their commits', async () => {
  using repository = createRepository();
  repository.write('a', 'a');
  const commit = repository.commit('a');
  const blob = repository.git('rev-parse', 'HEAD:a').trim();
  commitTree(repository, [`100644 blob ${blob}\ta`, `160000 commit ${commit}\tvendor`]);
  const tree = await readTree(await openCommit({ workspace: repository.directory, signal }), '.');
  assert.deepEqual(tree.submodules, [{ path: 'vendor', sha: commit }]);
  assert.deepEqual(tree.entries, [{ path: 'a', mode: '100644', oid: blob }]);
});

test('a clone without contents is an error that counts what is missing, unless the path is whole', async () => {
  using repository = createRepository();
  for (const name of ['a', 'b', 'c']) repository.write(`top/${name}`, `content of ${name}`);
  repository.write('web/index.html', '<p>');
  repository.commit('files');
  using blobless = cloneRepository(repository, '--filter=blob:none', '--no-checkout');
  await expectError(
    read(blobless),
    /lacks the contents of 4 of 4 files: top\/a, .*filter and sparse-checkout inputs/,
  );
  using sparse = cloneRepository(repository, '--filter=blob:none', '--sparse');
  execFileSync('git', ['sparse-checkout', 'set', 'web'], { cwd: sparse.directory, stdio: 'ignore' });
  await expectError(read(sparse), /lacks the contents of 3 of 4 files: top\/a, top\/b, top\/c\./);
  assert.equal((await read(sparse, 'web')).length, 1);
  using treeless = cloneRepository(repository, '--filter=tree:0', '--no-checkout');
  await expectError(read(treeless), /git ls-tree failed: .*without the filter/s);
});

test('a missing blob that two files share counts for both', async () => {
  using repository = createRepository();
  repository.write('a', 'same');
  repository.write('b', 'same');
  repository.commit('twice');
  using blobless = cloneRepository(repository, '--filter=blob:none', '--no-checkout');
  await expectError(read(blobless), /2 of 2 files: a, b\./);
});

test('a shallow clone has the same files', async () => {
  using repository = createRepository();
  repository.write('a', '1');
  repository.commit('first');
  repository.write('b', '2');
  repository.commit('second');
  using shallow = cloneRepository(repository, '--depth=1');
  assert.deepEqual(await read(shallow), await read(repository));
});

test('an aborted signal ends the reading', async () => {
  using repository = createRepository();
  repository.write('a', '1');
  repository.commit('first');
  const controller = new AbortController();
  const commit = await openCommit({ workspace: repository.directory, signal: controller.signal });
  const reason = new Error('cancelled');
  controller.abort(reason);
  await assert.rejects(readTree(commit, '.'), (error) => error === reason);
});

test('whether a file is in the root, in a clone without contents too', async () => {
  using repository = createRepository();
  repository.write('appspec.yml', 'x');
  repository.write('sub/other.yml', 'x');
  repository.commit('first');
  using blobless = cloneRepository(repository, '--filter=blob:none', '--no-checkout');
  const commit = await openCommit({ workspace: blobless.directory, signal });
  assert.equal(await hasRootFile(commit, 'appspec.yml'), true);
  assert.equal(await hasRootFile(commit, 'other.yml'), false);
});
