import assert from 'node:assert/strict';
import { chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCommit } from '../../../src/git/commit.ts';
import { expectError } from '../../support/action-error.ts';
import { cloneRepository, createRepository, temporaryDirectory } from '../support/repository.ts';

const { signal } = new AbortController();

test('HEAD is read with its date and subject', async () => {
  using repository = createRepository();
  repository.write('a', 'a');
  const sha = repository.commit('Größe: ::error::"x"\ty\n\nbody');
  const commit = await openCommit({ workspace: repository.directory, signal });
  assert.equal(commit.sha, sha);
  assert.equal(commit.subject, 'Größe: ::error::"x"\ty');
  assert.deepEqual(commit.committedAt, new Date('2026-01-02T03:04:05Z'));
});

test('a commit without a message has an empty subject', async () => {
  using repository = createRepository();
  repository.git('commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', '');
  assert.equal((await openCommit({ workspace: repository.directory, signal })).subject, '');
});

test('a shallow clone will do', async () => {
  using repository = createRepository();
  repository.commit('first');
  const sha = repository.commit('second');
  using clone = cloneRepository(repository, '--depth=1');
  assert.equal((await openCommit({ workspace: clone.directory, signal })).sha, sha);
});

test('replace references and the environment do not lead to another commit', async (t) => {
  using repository = createRepository();
  const first = repository.commit('first');
  const second = repository.commit('second');
  repository.git('replace', second, first);
  using other = createRepository();
  other.commit('other');
  process.env['GIT_DIR'] = join(other.directory, '.git');
  t.after(() => delete process.env['GIT_DIR']);
  const commit = await openCommit({ workspace: repository.directory, signal });
  assert.deepEqual([commit.sha, commit.subject], [second, 'second']);
});

test('what cannot be read is told with what to do', async (t) => {
  const expect = (workspace: string, message: RegExp) =>
    expectError(openCommit({ workspace, signal }), message);

  await t.test('no checkout', async () => {
    const workspace = temporaryDirectory();
    t.after(() => rmSync(workspace, { recursive: true }));
    await expect(workspace, /no git checkout in .*Add actions\/checkout.*revision .*that output was empty/);
  });
  await t.test('no workspace', () => expect('/nowhere/at/all', /no git checkout in \/nowhere\/at\/all/));
  await t.test('a repository above the workspace', async () => {
    using repository = createRepository();
    repository.write('sub/a', 'a');
    repository.commit('above');
    await expect(join(repository.directory, 'sub'), /no git checkout/);
  });
  await t.test('no commit yet', async () => {
    using repository = createRepository();
    await expect(repository.directory, /has no commit at HEAD/);
  });
  await t.test('a damaged repository', async () => {
    using repository = createRepository();
    repository.commit('to be lost');
    rmSync(join(repository.directory, '.git/objects'), { recursive: true });
    mkdirSync(join(repository.directory, '.git/objects'));
    await expect(repository.directory, /git cannot read the checkout|no commit at HEAD/);
  });
  await t.test('a broken configuration', async () => {
    using repository = createRepository();
    repository.commit('fine');
    writeFileSync(join(repository.directory, '.git/config'), '[core');
    await expect(repository.directory, /git cannot read the checkout in .*bad config/);
  });
  await t.test('no git', async () => {
    using repository = createRepository();
    const { PATH } = process.env;
    process.env['PATH'] = repository.directory;
    t.after(() => {
      process.env['PATH'] = PATH;
    });
    await expect(repository.directory, /git was not found.*Install git/).finally(() => {
      process.env['PATH'] = PATH;
    });
  });
});

const root = process.getuid?.() === 0;
test('a checkout of another user, as in a container, is read', { skip: !root && 'needs root' }, async () => {
  using repository = createRepository();
  const sha = repository.commit('mine');
  for (const path of ['.', ...readdirSync(repository.directory, { recursive: true, encoding: 'utf8' })]) {
    chownSync(join(repository.directory, path), 12345, 12345);
  }
  assert.equal((await openCommit({ workspace: repository.directory, signal })).sha, sha);
});

test('an aborted signal ends it with its reason', async () => {
  using repository = createRepository();
  repository.commit('any');
  const reason = new Error('cancelled');
  await assert.rejects(
    openCommit({ workspace: repository.directory, signal: AbortSignal.abort(reason) }),
    (error) => error === reason,
  );
});
