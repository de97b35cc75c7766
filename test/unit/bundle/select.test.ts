import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createBundle } from '../../../src/archive/create-bundle.ts';
import { contentDigest } from '../../../src/bundle/digest.ts';
import { type BundleSelection, selectFiles } from '../../../src/bundle/select.ts';
import { openCommit } from '../../../src/git/commit.ts';
import { expectError } from '../../support/action-error.ts';
import { type Files, filesOfZip } from '../support/archive.ts';
import { createRepository, type TestRepository, temporaryDirectory } from '../support/repository.ts';

interface Packed {
  readonly files: Files;
  readonly changed: readonly string[];
  readonly digest: string;
}

async function pack(
  repository: TestRepository,
  t: TestContext,
  more: Partial<BundleSelection> = {},
): Promise<Packed> {
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const { signal } = new AbortController();
  const commit = await openCommit({ workspace: repository.directory, signal });
  const selection = { path: '.', appspec: 'appspec.yml', include: [], exclude: [], ...more };
  const { entries, changed } = await selectFiles(commit, selection, directory);
  const bundle = await createBundle({ entries, type: 'zip', directory, signal });
  return { files: await filesOfZip(bundle.file), changed, digest: contentDigest('zip', entries) };
}

const appSpec = 'version: 0.0\nos: linux\n';

/** A repository with an AppSpec file and these files. */
function repositoryOf(files: Record<string, string>): TestRepository {
  const repository = createRepository();
  for (const [path, content] of Object.entries({ 'appspec.yml': appSpec, ...files }))
    repository.write(path, content);
  repository.commit('Files');
  return repository;
}

test('build output is added, with its modes and links, hidden files too', async (t) => {
  using repository = repositoryOf({ '.gitignore': 'dist\n', 'src/a.ts': 'a' });
  repository.write('dist/a.js', 'a', 0o755);
  repository.write('dist/.htaccess', 'deny');
  repository.link('dist/latest', 'a.js');
  repository.link('dist/outside', '/etc');
  repository.write('other/b', 'b');
  const { files, changed } = await pack(repository, t, { include: ['dist'] });
  assert.deepEqual(Object.keys(files), [
    '.gitignore',
    'appspec.yml',
    'dist/.htaccess',
    'dist/a.js',
    'dist/latest',
    'dist/outside',
    'src/a.ts',
  ]);
  assert.deepEqual(files['dist/a.js'], { mode: '100755', content: 'a' });
  assert.deepEqual(files['dist/latest'], { mode: '120000', content: 'a.js' });
  assert.deepEqual(files['dist/outside'], { mode: '120000', content: '/etc' });
  assert.deepEqual(changed, []);
});

test('a changed file is as committed, and told, unless it is included', async (t) => {
  using repository = repositoryOf({ 'config.json': '{}', 'gone.txt': 'x', 'same.txt': 'x' });
  repository.write('config.json', '{"changed": true}');
  rmSync(join(repository.directory, 'gone.txt'));
  const committed = await pack(repository, t);
  assert.equal(committed.files['config.json']?.content, '{}');
  assert.deepEqual(committed.changed, ['config.json', 'gone.txt']);
  const included = await pack(repository, t, { include: ['config.*'] });
  assert.equal(included.files['config.json']?.content, '{"changed": true}');
  assert.deepEqual(included.changed, ['gone.txt']);
  const excluded = await pack(repository, t, { exclude: ['*.json', 'gone.txt'] });
  assert.deepEqual(excluded.changed, []);
});

test('all is relative to path', async (t) => {
  using repository = repositoryOf({
    'web/appspec.yml': appSpec,
    'web/a': 'a',
    'web/docs/b': 'b',
    'docs/c': 'c',
  });
  repository.write('web/dist/x.js', 'x');
  repository.write('dist/y.js', 'y');
  repository.write('web/a', 'changed');
  const { files, changed } = await pack(repository, t, {
    path: 'web',
    include: ['dist/*'],
    exclude: ['docs'],
  });
  assert.deepEqual(Object.keys(files), ['a', 'appspec.yml', 'dist/x.js']);
  assert.deepEqual(changed, ['a']);
});

test('exclude leaves out what include adds, but never the AppSpec file', async (t) => {
  using repository = repositoryOf({
    'deploy/staging.yml': `${appSpec}# staging\n`,
    'a.yml': 'x',
    'b.map': 'x',
  });
  repository.write('dist/c.js', 'c');
  repository.write('dist/c.js.map', 'c');
  const selection = {
    include: ['dist/**'],
    exclude: ['**/*.map', '**/*.yml'],
    appspec: 'deploy/staging.yml',
  };
  const { files } = await pack(repository, t, selection);
  assert.deepEqual(Object.keys(files), ['appspec.yml', 'dist/c.js']);
  assert.match(files['appspec.yml']?.content ?? '', /# staging/);
});

test('patterns that match nothing are errors', async (t) => {
  using repository = repositoryOf({ 'src/a.ts': 'a' });
  repository.write('.git/secret/x', 'x');
  for (const include of ['dist/**', 'dis', '*.js', 'src/*.js', '.git/**', 'SRC/a.ts'])
    await expectError(
      pack(repository, t, { include: ['src/a.ts', include] }),
      /^include: "[^"]+" matches no file in/,
    );
  for (const exclude of ['*.ts', 'docs', 'SRC'])
    await expectError(
      pack(repository, t, { exclude: ['src', exclude] }),
      /^exclude: "[^"]+" matches no file/,
    );
  await expectError(
    pack(repository, t, { include: ['dist, lib/*.js'] }),
    /no file in \S+\. Did you mean "dist" and "lib\/\*\.js", each on a line of its own\?/,
  );
  await expectError(pack(repository, t, { exclude: ['docs,src'] }), /Did you mean "docs" and "src", each/);
  await expectError(pack(repository, t, { exclude: ['{docs,lib}'] }), /^(?!.*Did you mean)/);
});

test('a directory that is not in the workspace has nothing to include', async (t) => {
  using repository = repositoryOf({ 'app/appspec.yml': appSpec });
  rmSync(join(repository.directory, 'app'), { recursive: true });
  await expectError(
    pack(repository, t, { path: 'app', include: ['dist'] }),
    /^A directory of the workspace cannot be read: ENOENT: .*\/app'/,
  );
});

test('what include names and exclude leaves out is not read', async (t) => {
  using repository = repositoryOf({ a: 'a' });
  repository.write('dist/x', 'x');
  execFileSync('mkfifo', [join(repository.directory, 'dist/pipe')]);
  writeFileSync(Buffer.concat([Buffer.from(`${repository.directory}/dist/`), Buffer.of(0xff)]), 'x');
  const include = ['dist'];
  const { files } = await pack(repository, t, { include, exclude: ['dist/pipe', 'dist/\ufffd'] });
  assert.deepEqual(Object.keys(files), ['a', 'appspec.yml', 'dist/x']);
  await expectError(pack(repository, t, { include, exclude: ['dist/pipe'] }), /not UTF-8 .*"dist\/\ufffd"/);
});

test('nothing of git is included', async (t) => {
  using repository = repositoryOf({ a: 'a' });
  repository.write('vendor/lib/.git/config', 'x');
  repository.write('vendor/lib/b', 'b');
  const { files } = await pack(repository, t, { include: ['**'] });
  assert.deepEqual(Object.keys(files), ['a', 'appspec.yml', 'vendor/lib/b']);
});

test('links are not followed out of the workspace, nor to directories in it', async (t) => {
  using repository = repositoryOf({ a: 'a' });
  const outside = temporaryDirectory();
  t.after(() => rmSync(outside, { recursive: true, force: true }));
  writeFileSync(join(outside, 'secret'), 'secret');
  repository.link('dist', outside);
  await expectError(
    pack(repository, t, { include: ['dist/*'] }),
    /"dist\/\*" matches no file.*not followed: dist\./,
  );
  const { files } = await pack(repository, t, { include: ['dist'] });
  assert.deepEqual(Object.keys(files), ['a', 'appspec.yml', 'dist']);
  assert.deepEqual(files['dist'], { mode: '120000', content: outside });
});

test('what is not a file is an error', async (t) => {
  using repository = repositoryOf({ a: 'a' });
  mkdirSync(join(repository.directory, 'run'));
  execFileSync('mkfifo', [join(repository.directory, 'run/pipe')]);
  await expectError(
    pack(repository, t, { include: ['run'] }),
    /neither a file nor a symbolic link cannot be deployed: run\/pipe/,
  );
});

test('a directory in the place of a committed file', async (t) => {
  using repository = repositoryOf({ dist: 'a file' });
  rmSync(join(repository.directory, 'dist'));
  repository.write('dist/x', 'x');
  await expectError(
    pack(repository, t, { include: ['dist/x'] }),
    /directory that is also a file or a link: dist\/x/,
  );
});

test('an included file that changes after it was looked at is an error', async (t) => {
  using repository = repositoryOf({ a: 'a' });
  repository.write('dist/x', 'one');
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const { signal } = new AbortController();
  const commit = await openCommit({ workspace: repository.directory, signal });
  const selection = { path: '.', appspec: 'appspec.yml', include: ['dist'], exclude: [] };
  const { entries } = await selectFiles(commit, selection, directory);
  for (const content of ['two', 'longer', '']) {
    repository.write('dist/x', content);
    const packed = createBundle({ entries, type: 'tar', directory, signal });
    await expectError(packed, /dist\/x changed while it was packaged/);
    rmSync(join(directory, 'bundle.tar'));
  }
});

test('everything that decides what a bundle holds counts in its digest', async (t) => {
  using repository = repositoryOf({ a: '$Format:%H$', 'b.txt': 'b\n', 'deploy/x.yml': `${appSpec}# x\n` });
  repository.write('dist/x', 'one');
  const digests = new Set<string>();
  const add = async (more?: Partial<BundleSelection>) =>
    digests.add((await pack(repository, t, more)).digest);
  await add();
  await add({ exclude: ['a'] });
  await add({ include: ['dist'] });
  repository.write('dist/x', 'two');
  await add({ include: ['dist'] });
  chmodSync(join(repository.directory, 'dist/x'), 0o755);
  await add({ include: ['dist'] });
  await add({ appspec: 'deploy/x.yml', exclude: ['b.txt'] });
  await add({ exclude: ['b.txt'] });
  for (const attributes of ['*.txt text eol=crlf', '*.txt ident', 'a export-subst', 'a export-ignore']) {
    repository.write('.gitattributes', `${attributes}\n`);
    repository.commit('Attributes');
    await add({ exclude: ['.gitattributes'] });
  }
  assert.equal(digests.size, 11);
  const { digest } = await pack(repository, t);
  repository.git('rm', '-q', '--cached', 'appspec.yml');
  repository.commit('Nothing new');
  assert.equal((await pack(repository, t)).digest, digest);
});

test('contents that tell their commit differ from commit to commit', async (t) => {
  using repository = repositoryOf({
    '.gitattributes': 'version.txt export-subst\n',
    'version.txt': '$Format:%H$\n',
  });
  const sha = repository.git('rev-parse', 'HEAD').trim();
  const first = await pack(repository, t);
  assert.equal(first.files['version.txt']?.content, `${sha}\n`);
  repository.commit('Nothing new');
  assert.notEqual((await pack(repository, t)).digest, first.digest);
});

test('attributes count from the top of the repository, with a path too', async (t) => {
  using repository = repositoryOf({
    '.gitattributes': '*.bat text eol=crlf\nweb/drop export-ignore\n',
    'web/.gitattributes': 'keep.bat -text\n',
    'web/appspec.yml': appSpec,
    'web/run.bat': 'a\nb\n',
    'web/keep.bat': 'a\nb\n',
    'web/drop/x': 'x',
  });
  const { files } = await pack(repository, t, { path: 'web' });
  assert.deepEqual(Object.keys(files), ['.gitattributes', 'appspec.yml', 'keep.bat', 'run.bat']);
  assert.equal(files['run.bat']?.content, 'a\r\nb\r\n');
  assert.equal(files['keep.bat']?.content, 'a\nb\n');
});

test('attributes of the workspace and settings of the machine do not count', async (t) => {
  using repository = repositoryOf({ 'a.txt': 'a\n', '.gitattributes': '*.txt text\n' });
  const { digest } = await pack(repository, t);
  repository.git('config', 'core.autocrlf', 'true');
  repository.git('config', 'core.eol', 'crlf');
  const machine = temporaryDirectory();
  t.after(() => rmSync(machine, { recursive: true, force: true }));
  writeFileSync(join(machine, 'attributes'), '*.txt export-ignore\n');
  repository.git('config', 'core.attributesFile', join(machine, 'attributes'));
  repository.write('.gitattributes', '*.txt export-ignore\n');
  const again = await pack(repository, t);
  assert.equal(again.digest, digest);
  assert.equal(again.files['a.txt']?.content, 'a\n');
});

test('a filter that cannot run is told as such', async (t) => {
  using repository = repositoryOf({ '.gitattributes': 'secret filter=crypt\n', secret: 'abc\n' });
  repository.git('config', 'filter.crypt.required', 'true');
  repository.git('config', 'filter.crypt.clean', 'no-such-program');
  repository.git('config', 'filter.crypt.smudge', 'no-such-program');
  repository.write('secret', 'changed\n');
  await expectError(pack(repository, t), /The filter crypt in \.gitattributes runs `no-such-program`/);
});

test('a filter of the repository is applied, and counts', async (t) => {
  using repository = repositoryOf({ '.gitattributes': 'secret filter=crypt\n', secret: 'abc\n' });
  const locked = await pack(repository, t);
  assert.equal(locked.files['secret']?.content, 'abc\n');
  repository.git('config', 'filter.crypt.smudge', 'tr a-z A-Z');
  const unlocked = await pack(repository, t);
  assert.equal(unlocked.files['secret']?.content, 'ABC\n');
  assert.notEqual(unlocked.digest, locked.digest);
});

test('hundreds of converted files', async (t) => {
  const names = Array.from({ length: 300 }, (_, index) => `d${index % 7}/${index}.txt`);
  using repository = repositoryOf({
    '.gitattributes': '*.txt text eol=crlf\n',
    ...Object.fromEntries(names.map((name) => [name, `${name}\n`])),
  });
  const { files } = await pack(repository, t);
  for (const name of names) assert.equal(files[name]?.content, `${name}\r\n`);
});

test('all that is marked export-ignore, or excluded', async (t) => {
  using repository = repositoryOf({ '.gitattributes': '* export-ignore\n', a: 'a' });
  await expectError(pack(repository, t), /All files of the commit \w+ are marked export-ignore/);
});

test('an AppSpec file that is marked export-ignore is there', async (t) => {
  using repository = repositoryOf({
    '.gitattributes': 'deploy export-ignore\n*.yml text eol=crlf\n',
    'deploy/staging.yml': appSpec,
  });
  const { files } = await pack(repository, t, { appspec: 'deploy/staging.yml' });
  assert.deepEqual(Object.keys(files), ['.gitattributes', 'appspec.yml']);
});

test('names that cannot be deployed are errors, unless they are excluded', async (t) => {
  using repository = repositoryOf({ 'a\nb': 'x', 'dir/\x1b[31m': 'x' });
  await expectError(pack(repository, t), /control characters.*"a\\nb", "dir\/\\u001b\[31m"/);
  const { files } = await pack(repository, t, { exclude: ['a?b', 'dir'] });
  assert.deepEqual(Object.keys(files), ['appspec.yml']);
  writeFileSync(Buffer.concat([Buffer.from(`${repository.directory}/latin`), Buffer.of(0xe9)]), 'x');
  rmSync(join(repository.directory, 'a\nb'));
  rmSync(join(repository.directory, 'dir'), { recursive: true });
  repository.commit('Latin');
  await expectError(pack(repository, t), /not UTF-8/);
});

/** Checks another repository out as `git submodule` does, which is a shell script that needs more than a shell. */
function checkOutSubmodule(repository: TestRepository, library: TestRepository, path: string): void {
  const gitDirectory = join(repository.directory, '.git', 'modules', path);
  rmSync(gitDirectory, { recursive: true, force: true });
  mkdirSync(dirname(gitDirectory), { recursive: true });
  repository.git('clone', '--quiet', `--separate-git-dir=${gitDirectory}`, library.directory, path);
}

function addSubmodule(repository: TestRepository, library: TestRepository, path: string): void {
  checkOutSubmodule(repository, library, path);
  repository.git('config', '--file', '.gitmodules', `submodule.${path}.path`, path);
  repository.git('config', '--file', '.gitmodules', `submodule.${path}.url`, library.directory);
  repository.git('add', '.gitmodules', path);
}

/** A repository that names another's commit as its submodule `vendor/lib`, and has it checked out. */
function withSubmodule(library: TestRepository): TestRepository {
  const repository = repositoryOf({ a: 'a' });
  addSubmodule(repository, library, 'vendor/lib');
  repository.commit('Library');
  return repository;
}

test('submodules have their files, by their own attributes, and theirs', async (t) => {
  using inner = createRepository();
  inner.write('deep.txt', 'deep');
  inner.commit('Inner');
  using library = createRepository();
  library.write('.gitattributes', 'tests export-ignore\n*.bat eol=crlf\n');
  library.write('lib.bat', 'lib\n');
  library.write('tests/x', 'x');
  addSubmodule(library, inner, 'inner');
  library.commit('Library');
  using repository = withSubmodule(library);
  checkOutSubmodule(repository, inner, 'vendor/lib/inner');
  repository.write('vendor/lib/lib.bat', 'changed, not committed');
  repository.write('vendor/lib/inner/deep.txt', 'changed too');
  const { files, changed } = await pack(repository, t);
  const names = Object.keys(files).filter((name) => name.startsWith('vendor/'));
  assert.deepEqual(names, [
    'vendor/lib/.gitattributes',
    'vendor/lib/.gitmodules',
    'vendor/lib/inner/deep.txt',
    'vendor/lib/lib.bat',
  ]);
  assert.equal(files['vendor/lib/lib.bat']?.content, 'lib\r\n');
  assert.equal(files['vendor/lib/inner/deep.txt']?.content, 'deep');
  assert.deepEqual(changed, ['vendor/lib/lib.bat', 'vendor/lib/inner/deep.txt']);
});

test('a submodule that is not checked out, or lacks the commit, is an error, unless it is left out', async (t) => {
  using library = createRepository();
  library.write('lib', 'lib');
  library.commit('Library');
  using repository = withSubmodule(library);
  const { digest } = await pack(repository, t);
  rmSync(join(repository.directory, 'vendor/lib'), { recursive: true });
  const missing = /not checked out at the commits.*: vendor\/lib\..*submodules: recursive/;
  await expectError(pack(repository, t), missing);
  mkdirSync(join(repository.directory, 'vendor/lib'));
  await expectError(pack(repository, t), missing);
  await expectError(
    pack(repository, t, { exclude: ['vendor/lib/**', 'a'] }),
    /name the submodules themselves/,
  );
  const { files } = await pack(repository, t, { exclude: ['vendor'] });
  assert.deepEqual(Object.keys(files), ['.gitmodules', 'a', 'appspec.yml']);
  checkOutSubmodule(repository, library, 'vendor/lib');
  assert.equal((await pack(repository, t)).digest, digest);
  repository.git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/lib`);
  repository.git('commit', '--quiet', '-m', 'A commit that is nowhere');
  await expectError(pack(repository, t), missing);
});

const file = 'the real content\n'.repeat(100);
const oid = 'd4ac1b6d1e7d7e0f7f5d4b8d5b6b2a6f0c3d9b8a1f2e3d4c5b6a798877665544';
const pointer = (sha256: string, size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`;

function storeLfs(repository: TestRepository, sha256: string, content: string): void {
  const path = join(repository.directory, '.git/lfs/objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

test('files in Git LFS have their contents', async (t) => {
  const sha256 = createHash('sha256').update(file).digest('hex');
  using repository = repositoryOf({
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'model.bin': pointer(sha256, file.length),
    'copy.bin': pointer(sha256, file.length),
    'raw.bin': 'committed before Git LFS was set up',
    'empty.bin': '',
    'readme.txt': pointer(sha256, file.length),
  });
  await expectError(pack(repository, t), /only the pointers to them: copy\.bin, model\.bin\. Set lfs: true/);
  storeLfs(repository, sha256, file);
  const { files } = await pack(repository, t);
  const content = createHash('sha256').update(file).digest('hex');
  assert.equal(files['model.bin']?.content, content);
  assert.equal(files['copy.bin']?.content, content);
  assert.equal(files['raw.bin']?.content, 'committed before Git LFS was set up');
  assert.equal(files['empty.bin']?.content, '');
  assert.match(files['readme.txt']?.content ?? '', /^version https/);
  const { files: without } = await pack(repository, t, { exclude: ['*.bin'] });
  assert.deepEqual(Object.keys(without), ['.gitattributes', 'appspec.yml', 'readme.txt']);
});

test('a pointer of Git LFS in the workspace does not take the place of the file', async (t) => {
  const sha256 = createHash('sha256').update(file).digest('hex');
  using repository = repositoryOf({
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'model.bin': pointer(sha256, file.length),
    'notes.txt': pointer(sha256, file.length),
  });
  const include = ['*.bin', '*.txt'];
  await expectError(pack(repository, t, { include }), /only the pointers to them: model\.bin\./);
  storeLfs(repository, sha256, file);
  const { files } = await pack(repository, t, { include });
  assert.equal(files['model.bin']?.content, sha256);
  assert.match(files['notes.txt']?.content ?? '', /^version https/);
  repository.write('model.bin', 'built anew');
  assert.equal((await pack(repository, t, { include })).files['model.bin']?.content, 'built anew');
});

test('an object of Git LFS that is not what its name says is an error', async (t) => {
  using repository = repositoryOf({
    '.gitattributes': '*.bin filter=lfs\n',
    'model.bin': pointer(oid, file.length),
  });
  storeLfs(repository, oid, file.slice(1));
  await expectError(pack(repository, t), /only the pointers/);
  storeLfs(repository, oid, file);
  await expectError(pack(repository, t), /model\.bin changed while it was packaged/);
});
