import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { changedFiles } from '../../../src/git/changed-files.ts';
import { expectError } from '../../support/action-error.ts';
import { createRepository, type TestRepository, temporaryDirectory } from '../support/repository.ts';

const { signal } = new AbortController();

const changed = ({ directory }: TestRepository, path = '.') => changedFiles({ directory, signal }, path);

/** Has git read these settings as the user's own, which the action cannot leave out. */
function configure(t: TestContext, settings: string): void {
  const { HOME } = process.env;
  const directory = temporaryDirectory();
  writeFileSync(join(directory, '.gitconfig'), settings);
  process.env['HOME'] = directory;
  t.after(() => {
    process.env['HOME'] = HOME;
    rmSync(directory, { recursive: true });
  });
}

/** What `git lfs install` sets up, on a machine that has lost the program since. */
const lfsThatIsGone = `[filter "lfs"]
  process = git-lfs-that-is-gone filter-process
  clean = git-lfs-that-is-gone clean -- %f
  smudge = git-lfs-that-is-gone smudge -- %f
  required = true
`;

function pointerTo(content: string): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${Buffer.byteLength(content)}\n`;
}

/** Makes git look into a file again, by a time that its index does not have. */
function touch({ directory }: TestRepository, path: string): void {
  utimesSync(join(directory, path), 0, 0);
}

test('files that are changed or gone, and no others', async () => {
  using repository = createRepository();
  for (const path of ['kept', 'app/changed', 'app/gone', 'app/ä b\n"c"', 'staged'])
    repository.write(path, 'a');
  repository.write('app/run.sh', 'a');
  repository.commit('files');
  repository.write('app/changed', 'b');
  repository.write('app/ä b\n"c"', 'b');
  repository.write('app/untracked', 'b');
  repository.write('staged', 'b');
  repository.git('add', 'staged');
  chmodSync(join(repository.directory, 'app/run.sh'), 0o755);
  rmSync(join(repository.directory, 'app/gone'));
  touch(repository, 'kept');
  const inApp = ['changed', 'gone', 'run.sh', 'ä b\n"c"'];
  assert.deepEqual(await changed(repository, 'app'), inApp);
  assert.deepEqual(await changed(repository), [...inApp.map((name) => `app/${name}`), 'staged']);
});

test('files that a merge has left in conflict', async () => {
  using repository = createRepository();
  repository.write('a b', 'base');
  repository.commit('base');
  repository.git('checkout', '--quiet', '-b', 'other');
  repository.write('a b', 'theirs');
  repository.commit('theirs');
  repository.git('checkout', '--quiet', 'main');
  repository.write('a b', 'ours');
  repository.commit('ours');
  assert.throws(() => repository.git('merge', '--quiet', 'other'));
  assert.deepEqual(await changed(repository), ['a b']);
});

test('files in Git LFS are compared without its program', async (t) => {
  using repository = createRepository();
  const film = 'a film of a shop\n'.repeat(1000);
  repository.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  for (const name of ['pointer', 'pulled', 'changed', 'gone', 'executable'])
    repository.write(`${name}.bin`, pointerTo(film));
  repository.write('raw.bin', 'committed before Git LFS was set up');
  repository.write('notes.txt', pointerTo(film));
  repository.commit('files');
  configure(t, lfsThatIsGone);
  for (const name of ['pulled.bin', 'executable.bin', 'notes.txt']) repository.write(name, film);
  chmodSync(join(repository.directory, 'executable.bin'), 0o755);
  repository.write('changed.bin', 'another film');
  rmSync(join(repository.directory, 'gone.bin'));
  for (const name of ['pointer.bin', 'pulled.bin', 'raw.bin']) touch(repository, name);
  assert.deepEqual(await changed(repository), ['changed.bin', 'executable.bin', 'gone.bin', 'notes.txt']);
});

test('a file in Git LFS of a repository whose objects have names of SHA-256', async () => {
  using repository = createRepository();
  rmSync(join(repository.directory, '.git'), { recursive: true });
  repository.git('init', '--quiet', '--object-format=sha256');
  repository.write('.gitattributes', '*.bin filter=lfs -text\n');
  repository.write('pulled.bin', pointerTo('a film'));
  repository.commit('files');
  repository.write('pulled.bin', 'a film');
  assert.deepEqual(await changed(repository), []);
});

for (const [setting, program] of [
  ['clean = no-such-program', 'no-such-program'],
  ['process = no-such-program', 'no-such-program'],
  ['clean = no-such-program encrypt --file=%f', 'no-such-program'],
  ['process = no-such-program --serve', 'no-such-program'],
  ['clean = \\"/opt/no such/program\\" %f', '/opt/no such/program'],
  ['clean = cat | no-such-program', 'no-such-program'],
] as const) {
  test(`a filter whose program is not there is told with it: ${setting}`, async (t) => {
    configure(t, `[filter "crypt"]\n  ${setting}\n  required = true\n`);
    using repository = createRepository();
    repository.write('secret', 'abc\n');
    repository.commit('before there is a filter');
    repository.write('.gitattributes', 'secret filter=crypt\n');
    touch(repository, 'secret');
    await expectError(
      changed(repository),
      new RegExp(
        `(The filter crypt|A filter) in \\.gitattributes runs \`${program}\`, which is not on this runner: install it before this step\\.$`,
      ),
    );
  });
}

test('a filter that fails is told as such', async (t) => {
  configure(t, `[filter "crypt"]\n  clean = "sh -c 'echo locked >&2; exit 1'"\n  required = true\n`);
  using repository = createRepository();
  repository.write('secret', 'abc\n');
  repository.commit('before there is a filter');
  repository.write('.gitattributes', 'secret filter=crypt\n');
  touch(repository, 'secret');
  await expectError(
    changed(repository),
    /locked.*The filter crypt in \.gitattributes cannot run: install what it needs before this step\.$/,
  );
});
