import assert from 'node:assert/strict';
import { createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { TarArchive, ZipArchive } from 'archiver';
import { openArchive } from '../../../src/archive/open-archive.ts';
import { expectError } from '../../support/action-error.ts';
import { temporaryDirectory } from '../support/repository.ts';

function directoryFor(t: TestContext): string {
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

const makers = {
  zip: () => new ZipArchive(),
  tar: () => new TarArchive(),
  tgz: () => new TarArchive({ gzip: true }),
};

for (const [type, make] of Object.entries(makers)) {
  test(`what is in a ${type} file`, async (t) => {
    const file = join(directoryFor(t), 'named.anything');
    const archive = make();
    archive.append('version: 0.0\n', { name: 'appspec.yml' });
    archive.append(Buffer.alloc(300_000, 'x'), { name: 'data/large' });
    archive.append('', { name: 'empty/' });
    archive.append('#!/bin/sh\n', { name: 'scripts/run', mode: 0o755 });
    archive.symlink('scripts/latest', 'run');
    await Promise.all([pipeline(archive, createWriteStream(file)), archive.finalize()]);
    const opened = await openArchive(file);
    assert.equal(opened.type, type);
    assert.deepEqual(
      opened.files.map(({ path, linkTarget }) => [path, linkTarget]),
      [
        ['appspec.yml', undefined],
        ['data/large', undefined],
        ['scripts/run', undefined],
        ['scripts/latest', 'run'],
      ],
    );
    assert.deepEqual(
      opened.files.slice(0, 3).map(({ size }) => size),
      [13, 300_000, 10],
    );
    const beginnings = await opened.readBeginnings(['scripts/run', 'data/large', 'gone'], 5);
    assert.deepEqual([...beginnings].map(([path, bytes]) => [path, bytes.toString()]).sort(), [
      ['data/large', 'xxxxx'],
      ['scripts/run', '#!/bi'],
    ]);
  });
}

test('what cannot be read is said', async (t) => {
  const directory = directoryFor(t);
  const expect = async (content: Buffer | string, message: RegExp) => {
    const file = join(directory, 'archive');
    writeFileSync(file, content);
    await expectError(openArchive(file), message);
  };
  await expect('', /archive is neither a zip file nor a tar file/);
  await expect(Buffer.alloc(10_240), /is neither a zip file nor a tar file/);
  await expect(gzipSync('no tar file\n'.repeat(100)), /cannot be read as tgz: Invalid tar header/);
  const { length } = gzipSync('x'.repeat(10_000));
  await expect(gzipSync('x'.repeat(10_000)).subarray(0, length - 12), /cannot be read as tgz: /);
  await expect('PK\u0003\u0004cut off', /cannot be read as zip: .*Make it anew/);
});
