import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pack } from 'tar-stream';
import { type BundleType, makeBundle, type Tree } from './fleet/bundle-fixture.ts';
import { unpackBundle } from './fleet/unpack.ts';
import { extractTar } from './fleet/unpack-tar.ts';
import { extractZip } from './fleet/unpack-zip.ts';

const TREE: Tree = {
  'appspec.yml': 'version: 0.0\n',
  'bin/run': { content: '#!/bin/sh\n', mode: 0o755 },
  '.hidden/ключ': 'value',
  private: { content: 'key', mode: 0o600 },
  'bin/latest': { linkTo: 'run' },
  cache: 'empty directory',
};

const UNPACKED = {
  '.hidden/': '755',
  '.hidden/ключ': '644 value',
  'appspec.yml': '644 version: 0.0\n',
  'bin/': '755',
  'bin/latest': '-> run',
  'bin/run': '755 #!/bin/sh\n',
  'cache/': '755',
  private: '600 key',
};

let temporary: string;
let directory: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'unpack-'));
  directory = join(temporary, 'deployment-archive');
  mkdirSync(directory);
});
afterEach(() => rmSync(temporary, { recursive: true }));

describe('a bundle is unpacked with its modes, links, hidden files and empty directories', () => {
  for (const bundleType of ['zip', 'tar', 'tgz'] as const) {
    test(bundleType, async () => {
      assert.deepEqual(await unpack(await makeBundle(TREE, bundleType), bundleType), UNPACKED);
    });
  }

  test('zip, where there is no unzip', async () => {
    await extractZip(file(await makeBundle(TREE, 'zip')), directory);
    assert.deepEqual(listing(directory), UNPACKED);
  });

  for (const bundleType of ['tar', 'tgz'] as const) {
    test(`${bundleType}, where there is no tar`, async () => {
      const bundle = file(await makeBundle(TREE, bundleType));
      await extractTar({ file: bundle, directory, mustBeGzip: bundleType === 'tgz' });
      assert.deepEqual(listing(directory), UNPACKED);
    });
  }

  test('a gzipped tar that is called tar', async () => {
    assert.deepEqual(await unpack(await makeBundle(TREE, 'tgz'), 'tar'), UNPACKED);
  });

  test('what was there before goes', async () => {
    await unpack(await makeBundle({ old: 'x' }, 'zip'), 'zip');
    assert.deepEqual(await unpack(await makeBundle({ new: 'x' }, 'zip'), 'zip'), { new: '644 x' });
  });
});

describe('a bundle that is not what its type says', () => {
  const garbage = Buffer.from('this is no archive, but it is longer than the end of a central directory');
  const ZIP_MESSAGE = 'Zip end of central directory signature not found';

  test('garbage as zip', () => assert.rejects(unpack(garbage, 'zip'), { message: ZIP_MESSAGE }));
  test('a truncated zip', async () => {
    const zip = await makeBundle(TREE, 'zip');
    await assert.rejects(unpack(zip.subarray(0, zip.length - 30), 'zip'), { message: ZIP_MESSAGE });
  });
  test('a tar as zip', async () => {
    await assert.rejects(unpack(await makeBundle(TREE, 'tar'), 'zip'), { message: ZIP_MESSAGE });
  });
  test('a plain tar as tgz', async () => {
    const tar = await makeBundle(TREE, 'tar');
    await assert.rejects(unpack(tar, 'tgz'), { message: 'Error extracting tar archive: 2' });
    await assert.rejects(extractTar({ file: file(tar), directory, mustBeGzip: true }), {
      message: 'Error extracting tar archive: 2',
    });
  });
  test('garbage as tar', () =>
    assert.rejects(unpack(garbage, 'tar'), { message: 'Error extracting tar archive: 2' }));
});

describe('a name that leads out of the archive', () => {
  test('is refused by tar', async () => {
    const tar = await tarWith('../outside');
    await assert.rejects(unpack(tar, 'tar'), { message: 'Error extracting tar archive: 2' });
    await assert.rejects(extractTar({ file: file(tar), directory, mustBeGzip: false }), {
      message: 'Error extracting tar archive: 2',
    });
  });

  test('loses its leading slash in a tar', async () => {
    const tar = await tarWith('/etc/absolute');
    assert.deepEqual(await unpack(tar, 'tar'), { 'etc/': '755', 'etc/absolute': '644 x' });
    await extractTar({ file: file(tar), directory, mustBeGzip: false });
    assert.equal(readFileSync(join(directory, 'etc/absolute'), 'utf8'), 'x');
  });

  test('is straightened in a zip', async () => {
    const zip = await makeBundle({ 'aa/outside': 'x' }, 'zip');
    const evil = Buffer.from(zip.toString('latin1').replaceAll('aa/outside', '../outside'), 'latin1');
    assert.deepEqual(await unpack(evil, 'zip'), { outside: '644 x' });
    await extractZip(file(evil), directory);
    assert.equal(readFileSync(join(directory, 'outside'), 'utf8'), 'x');
  });
});

describe('the leading directory', () => {
  const rows: readonly (readonly [string, Tree, readonly string[]])[] = [
    ['goes when an appspec is in it', { 'top/appspec.yml': '', 'top/a/b': '' }, ['a/', 'a/b', 'appspec.yml']],
    ['goes for any name with appspec in it', { 'top/myAppSpecs.txt': '' }, ['myAppSpecs.txt']],
    ['goes on one level only', { 'x/appspec/appspec.yml': '' }, ['appspec/', 'appspec/appspec.yml']],
    ['stays without an appspec', { 'top/deploy.yml': '' }, ['top/', 'top/deploy.yml']],
    [
      'stays beside another entry',
      { 'top/appspec.yml': '', '.git': '' },
      ['.git', 'top/', 'top/appspec.yml'],
    ],
    ['is no file', { 'appspec.yml': '' }, ['appspec.yml']],
  ];
  for (const [name, tree, names] of rows) {
    test(name, async () => {
      assert.deepEqual(Object.keys(await unpack(await makeBundle(tree, 'zip'), 'zip')), names);
    });
  }
});

async function unpack(bundle: Buffer, bundleType: BundleType): Promise<Record<string, string>> {
  const { signal } = new AbortController();
  await unpackBundle({ file: file(bundle), bundleType, directory, signal });
  return listing(directory);
}

function file(bundle: Buffer): string {
  const path = join(temporary, 'bundle.tar');
  writeFileSync(path, bundle);
  return path;
}

async function tarWith(name: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name, mode: 0o644 }, 'x');
  tar.finalize();
  return buffer(tar as unknown as AsyncIterable<Buffer>);
}

/** Path → mode and content of a file, mode of a directory, target of a link. */
function listing(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(names.map((name) => describeEntry(root, name)).sort());
}

function describeEntry(root: string, name: string): [string, string] {
  const path = join(root, name);
  const stats = lstatSync(path);
  const mode = (stats.mode & 0o7777).toString(8);
  if (stats.isSymbolicLink()) return [name, `-> ${readlinkSync(path)}`];
  return stats.isDirectory() ? [`${name}/`, mode] : [name, `${mode} ${readFileSync(path, 'utf8')}`];
}
