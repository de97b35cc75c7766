import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { blockSize } from '../../../src/bundle/blocks.ts';
import type { BlobSource } from '../../../src/bundle/entry.ts';
import { createWorkTree } from '../../../src/bundle/work-tree.ts';
import { createRepository, type TestRepository } from '../support/repository.ts';

const small = 'the same content\n';
const large = Buffer.alloc(blockSize + 1, 'large ');

function committed(path: string, content: string | Uint8Array): TestRepository {
  const repository = createRepository();
  repository.write(path, content);
  repository.commit('one file');
  return repository;
}

function blobOf(
  { directory, git }: TestRepository,
  path: string,
  { signal }: Pick<AbortController, 'signal'> = new AbortController(),
): BlobSource {
  const oid = git('rev-parse', `HEAD:${path}`).trim();
  return { kind: 'blob', repository: { directory, signal }, oid, path };
}

test('a file that holds what the commit does is read in place of it', async () => {
  using repository = committed('d/small', small);
  const source = await createWorkTree().find(blobOf(repository, 'd/small'));
  assert.deepEqual(source, { kind: 'bytes', bytes: Buffer.from(small) });
});

test('a large one is read when its turn comes, and must still hold that then', async () => {
  using repository = committed('large', large);
  const blob = blobOf(repository, 'large');
  const file = join(repository.directory, 'large');
  assert.deepEqual(await createWorkTree().find(blob), {
    kind: 'file',
    file,
    size: large.length,
    oid: blob.oid,
  });
});

test('an empty file', async () => {
  using repository = committed('empty', '');
  const source = await createWorkTree().find(blobOf(repository, 'empty'));
  assert.deepEqual(source, { kind: 'bytes', bytes: Buffer.alloc(0) });
});

test('names of SHA-256', async () => {
  using repository = createRepository();
  rmSync(join(repository.directory, '.git'), { recursive: true });
  repository.git('init', '--quiet', '--object-format=sha256');
  repository.write('small', small);
  repository.commit('SHA-256');
  const blob = blobOf(repository, 'small');
  assert.equal(blob.oid.length, 64);
  assert.equal((await createWorkTree().find(blob)).kind, 'bytes');
});

const changes: Readonly<Record<string, (file: string) => void>> = {
  'that is gone': (file) => rmSync(file),
  'that is longer': (file) => writeFileSync(file, 'more', { flag: 'a' }),
  'that is a directory': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  'whose directory is a file': (file) => {
    rmSync(join(file, '..'), { recursive: true });
    writeFileSync(join(file, '..'), '');
  },
  'that is a pipe': (file) => {
    rmSync(file);
    execFileSync('mkfifo', [file]);
  },
};

for (const [what, change] of Object.entries(changes)) {
  for (const [kind, content] of Object.entries({ small, large })) {
    test(`of a ${kind} file ${what}, the commit's content is taken`, async () => {
      using repository = committed('d/file', content);
      change(join(repository.directory, 'd/file'));
      const blob = blobOf(repository, 'd/file');
      assert.equal(await createWorkTree().find(blob), blob);
    });
  }
}

for (const [kind, content] of Object.entries({ small: Buffer.from(small), large })) {
  test(`of a ${kind} file that differs in one byte, the commit's content is taken`, async () => {
    using repository = committed('file', content);
    const other = Buffer.from(content);
    other.write('?', other.length - 1);
    writeFileSync(join(repository.directory, 'file'), other);
    const blob = blobOf(repository, 'file');
    assert.equal(await createWorkTree().find(blob), blob);
  });
}

test('a link to the same content is not followed', async () => {
  using repository = committed('file', small);
  repository.write('elsewhere', small);
  rmSync(join(repository.directory, 'file'));
  repository.link('file', 'elsewhere');
  const blob = blobOf(repository, 'file');
  assert.equal(await createWorkTree().find(blob), blob);
});

test('a large file that grows faster than it is read is not read on', async () => {
  using repository = committed('large', large);
  const blob = blobOf(repository, 'large');
  let [appended, isDone] = [0, false];
  const append = () => {
    if (isDone || appended === 100) return;
    appendFileSync(join(repository.directory, 'large'), large);
    appended += 1;
    setImmediate(append);
  };
  setImmediate(append);
  assert.equal(await createWorkTree().find(blob), blob);
  isDone = true;
  assert.ok(appended < 100, `it was appended to ${appended} times`);
});

test('an abort ends the reading of a large file, with the reason', async () => {
  using repository = committed('large', large);
  const controller = new AbortController();
  const blob = blobOf(repository, 'large', controller);
  const reason = new Error('cancelled');
  controller.abort(reason);
  await assert.rejects(createWorkTree().find(blob), (error) => error === reason);
});
