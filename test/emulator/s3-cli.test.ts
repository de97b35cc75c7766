import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { startS3 } from './s3-setup.ts';

const hasAws = spawnSync('aws', ['--version']).status === 0;
const skip = hasAws
  ? false
  : 'the AWS CLI (`aws`) is not installed, so it was not tried against the emulator';

test('aws s3: make a bucket, copy there and back, list, remove', { skip }, async (t) => {
  const { aws, store, directory } = await startCli(t);
  await aws('s3', 'mb', 's3://new-bucket');
  for (const [key, size] of [
    ['a b+é.zip', 10],
    ['large.zip', 20 * 1024 ** 2],
  ] as const) {
    const source = join(directory, 'source');
    const bytes = randomBytes(size);
    await writeFile(source, bytes);
    await aws('s3', 'cp', source, `s3://new-bucket/app/${key}`);
    await aws('s3', 'cp', `s3://new-bucket/app/${key}`, join(directory, 'copy'));
    assert.ok(bytes.equals(await readFile(join(directory, 'copy'))), key);
  }
  const objects = store.objects('new-bucket');
  assert.deepEqual(
    objects.map(({ key }) => key),
    ['app/a b+é.zip', 'app/large.zip'],
  );
  assert.match(objects[1]?.eTag ?? '', /^[0-9a-f]{32}-3$/);
  assert.match(await aws('s3', 'ls', 's3://new-bucket/app/'), /10 a b\+é\.zip\n.* 20971520 large\.zip\n/);
  assert.match(await aws('s3', 'ls', 's3://new-bucket'), /PRE app\//);
  await aws('s3', 'rm', '--recursive', 's3://new-bucket');
  assert.deepEqual(store.objects('new-bucket'), []);
});

test('aws s3api: versions, metadata and checksums', { skip }, async (t) => {
  const { aws, directory } = await startCli(t);
  const object = ['--bucket', 'bundles', '--key', 'k'];
  await aws(
    's3api',
    'put-bucket-versioning',
    '--bucket',
    'bundles',
    '--versioning-configuration',
    'Status=Enabled',
  );
  const body = join(directory, 'body');
  await writeFile(body, '123456789');
  const put = JSON.parse(
    await aws(
      's3api',
      'put-object',
      ...object,
      '--body',
      body,
      '--checksum-algorithm',
      'SHA256',
      '--metadata',
      'commit=abc',
    ),
  );
  assert.equal(put.ChecksumSHA256, 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=');
  await writeFile(body, 'newer');
  await aws('s3api', 'put-object', ...object, '--body', body);
  const head = JSON.parse(await aws('s3api', 'head-object', ...object, '--version-id', put.VersionId));
  assert.equal(head.ContentLength, 9);
  assert.equal(head.VersionId, put.VersionId);
  assert.deepEqual(head.Metadata, { commit: 'abc' });
  await aws('s3api', 'get-object', ...object, '--version-id', put.VersionId, body);
  assert.equal(await readFile(body, 'utf8'), '123456789');
  const listed = JSON.parse(await aws('s3api', 'list-objects-v2', '--bucket', 'bundles'));
  assert.deepEqual(
    listed.Contents.map(({ Key }: { Key: string }) => Key),
    ['k'],
  );
  await assert.rejects(aws('s3api', 'head-object', '--bucket', 'bundles', '--key', 'no'), /\(404\)/);
});

test('aws s3: follows the redirect to the bucket’s region', { skip }, async (t) => {
  const { aws, store, directory } = await startCli(t);
  store.createBucket('elsewhere', { region: 'eu-west-1' });
  const body = join(directory, 'body');
  await writeFile(body, 'x');
  await aws('s3', 'cp', body, 's3://elsewhere/k');
  assert.equal(store.objects('elsewhere').length, 1);
});

async function startCli(t: TestContext) {
  const setup = await startS3(t);
  const env = {
    PATH: process.env['PATH'],
    HOME: setup.directory,
    LC_ALL: 'C.UTF-8',
    AWS_ENDPOINT_URL_S3: setup.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const run = promisify(execFile);
  const aws = async (...args: string[]) => (await run('aws', args, { env })).stdout;
  return { ...setup, aws };
}
