import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBundle } from '../../../src/archive/create-bundle.ts';
import { blockSize } from '../../../src/bundle/blocks.ts';
import { committedEntries } from '../../../src/bundle/committed.ts';
import type { Entry } from '../../../src/bundle/entry.ts';
import { createScratch } from '../../../src/bundle/scratch.ts';
import { type Commit, openCommit } from '../../../src/git/commit.ts';
import { type BundleType, bundleTypes } from '../../../src/model/revision.ts';
import { expectError } from '../../support/action-error.ts';
import { filesOfBundle, filesOfCommit, filesOfDirectory, filesOfZip } from '../support/archive.ts';
import { createRepository, scratch, type TestRepository } from '../support/repository.ts';

interface Packed {
  readonly directory: string;
  readonly type?: BundleType;
  readonly signal?: AbortSignal;
  readonly change?: (entries: readonly Entry[], commit: Commit) => readonly Entry[];
}

async function pack(repository: TestRepository, { directory, type = 'zip', signal, change }: Packed) {
  const aborts = signal ?? new AbortController().signal;
  const commit = await openCommit({ workspace: repository.directory, signal: aborts });
  const { entries } = await committedEntries(commit, { path: '.', directory });
  return createBundle({
    entries: change?.(entries, commit) ?? entries,
    type,
    directory,
    signal: aborts,
  });
}

function everyKindOfFile(): TestRepository {
  const repository = createRepository();
  repository.write('appspec.yml', 'version: 0.0\nos: linux\n');
  repository.write('bin/run', '#!/bin/sh\n', 0o755);
  repository.write('.env', 'A=1\n');
  repository.write('.github/workflows/x.yml', 'on: push\n');
  repository.write('empty', '');
  repository.write('empty-and-executable', '', 0o755);
  repository.write('-rf', 'dash\n');
  repository.write('--', 'dashes\n');
  repository.write(' spaces  in /name ', 'spaces\n');
  repository.write('Grüße/日本語 🚀.txt', 'é\n');
  repository.write('quote\'"*?$(x).txt', 'q\n');
  repository.write('dos.txt', 'a\r\nb\r\n');
  repository.write('large.bin', Buffer.alloc(3_000_000, 'large '));
  repository.write('limit.bin', Buffer.alloc(blockSize, 'x'));
  repository.write('past-limit.bin', Buffer.alloc(blockSize + 1, 'x'));
  repository.link('current', 'bin');
  repository.link('bin/self', 'run');
  repository.link('dangling', 'no/where/ü');
  repository.link('absolute', '/etc/hostname');
  repository.link('up', '../../outside\\x');
  repository.commit('every kind of file');
  return repository;
}

for (const type of bundleTypes) {
  test(`a ${type} holds the tree of the commit exactly, in the order of names`, async (t) => {
    using repository = everyKindOfFile();
    repository.write('uncommitted', 'x');
    repository.write('appspec.yml', 'changed after the commit');
    const bundle = await pack(repository, { type, directory: scratch(t) });
    const files = await filesOfBundle(bundle);
    const expected = filesOfCommit(repository);
    assert.deepEqual(files, expected);
    assert.deepEqual(Object.keys(files), Object.keys(expected));
    assert.equal(bundle.files, Object.keys(expected).length);
    const bytes = readFileSync(bundle.file);
    assert.equal(bundle.size, bytes.length);
    assert.equal(bundle.sha256, createHash('sha256').update(bytes).digest('hex'));
  });
}

const unzip = spawnSync('unzip', ['-v']).error === undefined;
test('unzip makes the tree of it, whatever the locale', { skip: !unzip && 'no unzip here' }, async (t) => {
  using repository = everyKindOfFile();
  const bundle = await pack(repository, { directory: scratch(t) });
  for (const locale of ['C', 'C.UTF-8']) {
    const directory = scratch(t);
    const env = { PATH: process.env['PATH'], LC_ALL: locale };
    execFileSync('unzip', ['-qo', bundle.file, '-d', directory], { env, stdio: 'pipe' });
    assert.deepEqual(filesOfDirectory(directory), filesOfCommit(repository), locale);
  }
});

test('the same tree gives the same bytes, in another checkout and time zone too', async (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
  const sums = new Set<string>();
  for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles']) {
    process.env['TZ'] = zone;
    using repository = everyKindOfFile();
    const bundle = await pack(repository, { directory: scratch(t) });
    sums.add(bundle.sha256);
  }
  assert.equal(sums.size, 1);
});

test('three thousand files', async (t) => {
  using repository = createRepository();
  for (let index = 0; index < 3_000; index += 1)
    repository.write(`d${index % 30}/f${index}`, `content ${index}\n`);
  repository.commit('many');
  const bundle = await pack(repository, { directory: scratch(t) });
  const files = await filesOfZip(bundle.file);
  assert.equal(Object.keys(files).length, 3_000);
  assert.equal(files['d29/f2999']?.content, 'content 2999\n');
});

test('one file in two places', async (t) => {
  using repository = createRepository();
  repository.write('deploy/staging.yml', 'version: 0.0\n');
  repository.commit('appspec elsewhere');
  const bundle = await pack(repository, {
    directory: scratch(t),
    change: ([entry]) => (entry ? [entry, { ...entry, path: 'appspec.yml' }] : []),
  });
  const file = { mode: '100644', content: 'version: 0.0\n' };
  assert.deepEqual(await filesOfZip(bundle.file), { 'appspec.yml': file, 'deploy/staging.yml': file });
});

test('names stay as they are, also those that archiver or a tar header would change', async (t) => {
  using repository = createRepository();
  const long = ['x'.repeat(101), `${'d'.repeat(156)}/x`, `${'d/'.repeat(80)}x`, `${'ü'.repeat(60)}/x`];
  for (const name of ['word:', 'word:rest', 'a\\', '\\', '\\\\?\\a', 'a\\\\b', '..\\up', 'ü', ...long]) {
    repository.write(name, name);
    repository.link(`link to ${name}`, name);
  }
  repository.commit('names');
  for (const type of bundleTypes) {
    const bundle = await pack(repository, { type, directory: scratch(t) });
    assert.deepEqual(await filesOfBundle(bundle), filesOfCommit(repository), type);
  }
});

const isTarHere = spawnSync('tar', ['--help']).error === undefined;
test('a link to a name that is not UTF-8 is kept', { skip: !isTarHere && 'no tar here' }, async (t) => {
  for (const target of [Buffer.of(0x6c, 0xe9), Buffer.alloc(200, 0xe9)]) {
    using repository = createRepository();
    repository.write('ä link', target);
    repository.write('é', 'after it\n');
    repository.commit('latin-1');
    const asLink = (entries: readonly Entry[]) =>
      entries.map((entry) => (entry.path === 'ä link' ? { ...entry, mode: '120000' as const } : entry));
    const bundle = await pack(repository, { type: 'tar', directory: scratch(t), change: asLink });
    const directory = scratch(t);
    execFileSync('tar', ['-xf', bundle.file], { cwd: directory });
    assert.deepEqual(readlinkSync(join(directory, 'ä link'), 'buffer'), target);
    assert.equal(readFileSync(join(directory, 'é'), 'utf8'), 'after it\n');
  }
});

test('disposing of the directory removes it with the bundle', async (t) => {
  using repository = createRepository();
  repository.write('a', 'a');
  repository.commit('a');
  const parent = scratch(t);
  {
    await using made = await createScratch(parent);
    const bundle = await pack(repository, made);
    assert.ok(existsSync(bundle.file));
  }
  assert.deepEqual(readdirSync(parent), []);
});

/** Git finds the damage only when it reads the object to its end. */
function damage({ directory, git }: TestRepository, path: string): void {
  const oid = git('rev-parse', `HEAD:${path}`).trim();
  const file = join(directory, '.git/objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes.fill(0, Math.floor(bytes.length / 2));
  writeFileSync(file, bytes);
}

test('a damaged object is an error', async (t) => {
  for (const size of [1_000, 9_000_000]) {
    using repository = createRepository();
    repository.write('a', 'a');
    repository.write('damaged', randomBytes(size));
    repository.write('z', 'z');
    repository.commit('damaged');
    damage(repository, 'damaged');
    rmSync(join(repository.directory, 'damaged'));
    const directory = scratch(t);
    await expectError(pack(repository, { directory }), /git cat-file failed: /);
  }
});

test('a damaged object does not matter when the file is whole', async (t) => {
  using repository = createRepository();
  repository.write('damaged', randomBytes(1_000));
  repository.commit('damaged');
  const expected = filesOfCommit(repository);
  damage(repository, 'damaged');
  const bundle = await pack(repository, { directory: scratch(t) });
  assert.deepEqual(await filesOfZip(bundle.file), expected);
});

test('a large file that is written to while it is packaged is an error', async (t) => {
  using repository = createRepository();
  repository.write('large', Buffer.alloc(3_000_000, 'before'));
  const oid = repository.git('hash-object', 'large').trim();
  repository.write('large', Buffer.alloc(3_000_000, 'after!'));
  repository.commit('large');
  const file = join(repository.directory, 'large');
  const packed = pack(repository, {
    directory: scratch(t),
    change: (entries) =>
      entries.map((entry) => ({ ...entry, source: { kind: 'file', file, size: 3_000_000, oid } })),
  });
  await expectError(packed, /^large changed while it was packaged/);
});

test('a file that is gone when its turn comes is an error', async (t) => {
  using repository = createRepository();
  repository.write('a', 'a');
  repository.commit('a');
  const file = join(repository.directory, 'gone');
  const packed = pack(repository, {
    directory: scratch(t),
    change: (entries) => entries.map((entry) => ({ ...entry, source: { kind: 'file', file, size: 1 } })),
  });
  await expectError(packed, /^a could be read before, but no longer can: ENOENT/);
});

test('an object that is not a blob, or not there, is an error', async (t) => {
  using repository = createRepository();
  repository.write('a', 'a');
  repository.commit('a');
  for (const oid of [repository.git('rev-parse', 'HEAD').trim(), '0'.repeat(40)]) {
    const other = (entries: readonly Entry[], { repository }: Commit) =>
      entries.map((entry) => ({ ...entry, source: { kind: 'blob' as const, repository, oid, path: 'a' } }));
    const packed = pack(repository, { directory: scratch(t), change: other });
    await assert.rejects(packed, new RegExp(`git cat-file printed .* for ${oid}`));
  }
});

for (const type of bundleTypes) {
  test(`an abort ends a ${type} with the reason, and leaves nothing open`, async (t) => {
    using repository = createRepository();
    for (let index = 0; index < 30; index += 1) repository.write(`random${index}`, randomBytes(1_000_000));
    repository.write('s', randomBytes(20_000_000));
    repository.commit('random');
    const before = openResources();
    for (const milliseconds of [1, 20, 100]) {
      const controller = new AbortController();
      const reason = new Error('cancelled');
      const packed = pack(repository, {
        type,
        directory: scratch(t),
        signal: controller.signal,
        change: (entries) => {
          setTimeout(() => controller.abort(reason), milliseconds);
          return entries;
        },
      });
      await assert.rejects(packed, (error) => error === reason);
      assert.deepEqual(openResources(), before, `after ${milliseconds} ms`);
    }
  });
}

/** Threads of this process, and temporary files that it has open. */
function openResources(): string[] {
  const active = process.getActiveResourcesInfo().filter((name) => /^(MessagePort|Worker)/.test(name));
  const descriptors = '/proc/self/fd';
  if (!existsSync(descriptors)) return active;
  const open = readdirSync(descriptors).map((name) => {
    const link = join(descriptors, name);
    return existsSync(link) ? readlinkSync(link) : '';
  });
  return [...active, ...open.filter((file) => file.startsWith(tmpdir()))].sort();
}

test('a directory that cannot be written to is an error', async () => {
  await assert.rejects(createScratch('/nowhere/at/all'), /RUNNER_TEMP.*\/nowhere\/at\/all/);
});

/** A program that packs the repository into `directory` and prints the most memory, in bytes, that it needed. */
function packingProgram(repository: TestRepository, directory: string): string {
  const from = (path: string) => JSON.stringify(import.meta.resolve(path));
  return `
    import { createBundle } from ${from('../../../src/archive/create-bundle.ts')};
    import { openCommit } from ${from('../../../src/git/commit.ts')};
    import { committedEntries } from ${from('../../../src/bundle/committed.ts')};
    const { signal } = new AbortController();
    const commit = await openCommit({ workspace: ${JSON.stringify(repository.directory)}, signal });
    const directory = ${JSON.stringify(directory)};
    const { entries } = await committedEntries(commit, { path: '.', directory });
    await createBundle({ entries, type: 'zip', directory, signal });
    process.stdout.write(String(process.resourceUsage().maxRSS * 1024));`;
}

const node = [process.execPath, '--input-type=module', '--eval'] as const;

test('a disk without room is told as such', async (t) => {
  using repository = createRepository();
  repository.write('random', randomBytes(3_000_000));
  repository.commit('random');
  const directory = scratch(t);
  const limited = ['-c', 'ulimit -f 1000 && exec "$@"', 'sh', ...node, packingProgram(repository, directory)];
  // A report of coverage would be cut off too.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const { status, stderr } = spawnSync('sh', limited, { env, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /ActionError: The bundle does not fit on the disk of the runner: EFBIG/);
});

function memoryToPack(t: TestContext, repository: TestRepository): number {
  const [command, ...options] = node;
  return Number(
    execFileSync(command, [...options, packingProgram(repository, scratch(t))], { encoding: 'utf8' }),
  );
}

test('memory does not grow with a file', async (t) => {
  using small = createRepository();
  small.write('small', randomBytes(1_000));
  small.commit('small');
  using large = createRepository();
  large.git('config', 'core.compression', '0');
  const piece = Buffer.concat([randomBytes(100_000), Buffer.alloc(900_000)]);
  large.write('large', Buffer.concat(Array.from({ length: 300 }, () => piece)));
  large.commit('large');
  const [least, most] = [memoryToPack(t, small), memoryToPack(t, large)];
  assert.ok(most - least < 60e6, `${least} bytes for a small file, ${most} for one of 300 MB`);
});
