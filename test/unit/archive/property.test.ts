import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBundle } from '../../../src/archive/create-bundle.ts';
import { contentDigest } from '../../../src/bundle/digest.ts';
import { selectFiles } from '../../../src/bundle/select.ts';
import { openCommit } from '../../../src/git/commit.ts';
import { type BundleType, bundleTypes } from '../../../src/model/revision.ts';
import { seededRandom } from '../../support/random.ts';
import { type Files, filesOfBundle, filesOfDirectory, filesOfTar } from '../support/archive.ts';
import { randomRepository } from '../support/random-repository.ts';
import { cloneRepository, scratch, type TestRepository } from '../support/repository.ts';

const seeds = Array.from({ length: 24 }, (_, index) => index + 1);

/** What `git archive` has of the commit: what bundles are held against. */
async function archived({ directory }: TestRepository, t: TestContext): Promise<Files> {
  const file = join(scratch(t), 'git.tar');
  execFileSync('git', ['-c', 'tar.umask=022', 'archive', '--format=tar', '-o', file, 'HEAD'], {
    cwd: directory,
  });
  return filesOfTar(file);
}

async function pack(workspace: string, type: BundleType, t: TestContext) {
  const directory = scratch(t);
  const { signal } = new AbortController();
  const commit = await openCommit({ workspace, signal });
  const selection = { path: '.', appspec: 'appspec.yml', include: [], exclude: [] };
  const { entries } = await selectFiles(commit, selection, directory);
  const bundle = await createBundle({ entries, type, directory, signal });
  return { ...bundle, digest: contentDigest(type, entries) };
}

const isThere = (command: string) => spawnSync(command, ['--help']).error === undefined;

/** Unpacks as the agent does; what does not is read by the tests' own libraries. */
function unpack(file: string, type: BundleType, t: TestContext): Files | undefined {
  const directory = join(scratch(t), 'archive');
  mkdirSync(directory);
  if (type === 'zip') {
    if (!isThere('unzip')) return undefined;
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    execFileSync('unzip', ['-tqq', file], { env, stdio: 'pipe' });
    execFileSync('unzip', ['-qo', file, '-d', directory], { env, stdio: 'pipe' });
  } else {
    if (!isThere('tar')) return undefined;
    execFileSync('tar', [type === 'tgz' ? '-xpzsf' : '-xpsf', file], { cwd: directory, stdio: 'pipe' });
  }
  return filesOfDirectory(directory);
}

/** Removes files of a workspace, or puts something else in their place, as a seed decides. */
function disturb(directory: string, seed: number): void {
  const random = seededRandom(seed);
  const listing = execFileSync('git', ['ls-files', '-z'], { cwd: directory, encoding: 'utf8' });
  for (const path of listing.split('\0').filter((name) => name !== '')) {
    const file = join(directory, path);
    const { size } = lstatSync(file);
    const replacements = [
      () => {},
      () => writeFileSync(file, '?'.repeat(size)),
      () => mkdirSync(file),
      () => symlinkSync('appspec.yml', file),
    ];
    const replace = replacements[Math.floor(random() * (replacements.length + 1))];
    if (!replace) continue;
    rmSync(file);
    replace();
  }
}

for (const seed of seeds) {
  test(`a random repository becomes what git archive makes of it, seed ${seed}`, async (t) => {
    using repository = randomRepository(seed);
    const expected = await archived(repository, t);
    for (const type of bundleTypes) {
      const bundle = await pack(repository.directory, type, t);
      assert.deepEqual(await filesOfBundle(bundle), expected, type);
      const unpacked = unpack(bundle.file, type, t);
      if (unpacked) assert.deepEqual(unpacked, expected, `${type} unpacked`);
    }
  });
}

test('another clone of the same commit, packed and changed in the workspace, gives the same digest and bytes', async (t) => {
  for (const seed of seeds.slice(0, 6)) {
    using repository = randomRepository(seed);
    using clone = cloneRepository(repository, '--depth=1');
    writeFileSync(join(clone.directory, 'appspec.yml'), 'changed');
    for (const type of bundleTypes) {
      const [one, other] = [await pack(repository.directory, type, t), await pack(clone.directory, type, t)];
      assert.equal(one.digest, other.digest);
      assert.equal(one.sha256, other.sha256);
    }
  }
});

test('whatever has become of the workspace, the bundle is the commit', async (t) => {
  for (const seed of seeds.slice(0, 8)) {
    using repository = randomRepository(seed);
    const expected = await pack(repository.directory, 'zip', t);
    disturb(repository.directory, seed);
    const bundle = await pack(repository.directory, 'zip', t);
    assert.deepEqual([bundle.digest, bundle.sha256], [expected.digest, expected.sha256], `seed ${seed}`);
  }
});

test('zipinfo shows files of Unix with their modes', {
  skip: !isThere('zipinfo') && 'no zipinfo here',
}, async (t) => {
  using repository = randomRepository(3);
  const bundle = await pack(repository.directory, 'zip', t);
  const listing = execFileSync('zipinfo', ['-l', bundle.file], { encoding: 'utf8' });
  const members = listing.split('\n').filter((line) => /^[-l]/.test(line));
  assert.equal(members.length, bundle.files);
  for (const line of members) assert.match(line, /^(-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) +4\.5 unx /);
});
