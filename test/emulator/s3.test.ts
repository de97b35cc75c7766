import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startS3 } from './s3-setup.ts';

const Bucket = 'bundles';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('an object tells where it is kept, and is given to nobody out of an archive', async (t) => {
  const { client, store, directory } = await startS3(t);
  const s3 = client();
  const object = { Bucket, Key: 'x.zip' };
  const copy = join(directory, 'copy');
  const location = { bucket: Bucket, key: 'x.zip', bundleType: 'zip' } as const;
  await s3.send(new PutObjectCommand({ ...object, Body: 'bytes' }));
  assert.equal((await s3.send(new HeadObjectCommand(object))).StorageClass, undefined);
  await s3.send(new PutObjectCommand({ ...object, Body: 'bytes', StorageClass: 'GLACIER' }));
  assert.equal((await s3.send(new HeadObjectCommand(object))).StorageClass, 'GLACIER');
  await assert.rejects(s3.send(new GetObjectCommand(object)), {
    name: 'InvalidObjectState',
    StorageClass: 'GLACIER',
  });
  await assert.rejects(store.download(location, copy), /not valid for the object's storage class/);
  store.move(Bucket, 'x.zip', { storageClass: 'INTELLIGENT_TIERING', archiveStatus: 'ARCHIVE_ACCESS' });
  assert.equal((await s3.send(new HeadObjectCommand(object))).ArchiveStatus, 'ARCHIVE_ACCESS');
  await assert.rejects(s3.send(new GetObjectCommand(object)), {
    name: 'InvalidObjectState',
    AccessTier: 'ARCHIVE_ACCESS',
  });
  const restore = 'ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"';
  store.move(Bucket, 'x.zip', { storageClass: 'GLACIER', restore });
  assert.equal((await s3.send(new HeadObjectCommand(object))).Restore, restore);
  await store.download(location, copy);
  assert.equal(await readFile(copy, 'utf8'), 'bytes');
  await assert.rejects(
    s3.send(new PutObjectCommand({ ...object, Body: 'bytes', StorageClass: 'COLD' as 'GLACIER' })),
    { name: 'InvalidStorageClass' },
  );
});

test('an object comes back as it was put', async (t) => {
  const { client, store } = await startS3(t);
  const s3 = client();
  for (const Key of ['app/a b+c é.zip', 'a/../b', 'x//y', '%2F?&#']) {
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Buffer.from(`bytes of ${Key}`),
        ContentType: 'application/zip',
        Metadata: { commit: 'abc' },
        Tagging: 'UseWithCodeDeploy=true',
      }),
    );
    assert.equal(put.ETag, `"${md5(`bytes of ${Key}`)}"`);
    assert.equal(put.VersionId, undefined);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    assert.equal(await got.Body?.transformToString(), `bytes of ${Key}`);
    assert.equal(got.ContentType, 'application/zip');
    assert.deepEqual(got.Metadata, { commit: 'abc' });
    assert.equal(got.TagCount, 1);
    assert.equal(got.ServerSideEncryption, 'AES256');
  }
  const [object] = store.objects(Bucket);
  assert.ok(object);
  assert.deepEqual(
    { ...object, file: await readFile(object.file, 'utf8') },
    {
      key: '%2F?&#',
      eTag: md5('bytes of %2F?&#'),
      size: 15,
      metadata: { commit: 'abc' },
      file: 'bytes of %2F?&#',
      contentType: 'application/zip',
      tagging: 'UseWithCodeDeploy=true',
      sse: { algorithm: 'AES256' },
    },
  );
});

test('a stream travels as aws-chunked with a trailer and is stored plain', async (t) => {
  const { client } = await startS3(t);
  const s3 = client();
  const text = 'line\r\n'.repeat(50_000);
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'k',
      Body: Readable.from([text.slice(0, 70_000), text.slice(70_000)].map((part) => Buffer.from(part))),
      ContentLength: text.length,
    }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
  assert.equal(await got.Body?.transformToString(), text);
  assert.equal(got.ContentEncoding, undefined);
  assert.match(got.ChecksumCRC32 ?? '', /^.{6}==$/);
});

test('ranges', async (t) => {
  const { client } = await startS3(t);
  const s3 = client();
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '0123456789' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
  const get = async (Range: string, Key = 'k') => {
    const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    return [await Body?.transformToString(), ContentRange];
  };
  assert.deepEqual(await get('bytes=2-4'), ['234', 'bytes 2-4/10']);
  assert.deepEqual(await get('bytes=7-'), ['789', 'bytes 7-9/10']);
  assert.deepEqual(await get('bytes=-2'), ['89', 'bytes 8-9/10']);
  assert.deepEqual(await get('bytes=8-100'), ['89', 'bytes 8-9/10']);
  await assert.rejects(get('bytes=10-'), { name: 'InvalidRange' });
  await assert.rejects(get('bytes=0-0', 'empty'), { name: 'InvalidRange' });
});

test('missing things have the names of the service', async (t) => {
  const { client } = await startS3(t);
  const s3 = client();
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'no' })), {
    name: 'NoSuchKey',
    message: 'The specified key does not exist.',
  });
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: 'no' })), { name: 'NotFound' });
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'nobody', Key: 'k', Body: 'x' })), {
    name: 'NoSuchBucket',
  });
  await assert.rejects(s3.send(new HeadBucketCommand({ Bucket: 'nobody' })), { name: 'NotFound' });
});

test('If-None-Match: 412 when the key exists, 409 when it was deleted meanwhile', async (t) => {
  const { client } = await startS3(t);
  const s3 = client();
  const put = (Body: string | Readable, size: number) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ContentLength: size, IfNoneMatch: '*' }));
  await put('one', 3);
  await assert.rejects(put('two', 3), { name: 'PreconditionFailed' });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));

  const chunks = async function* () {
    yield Buffer.alloc(100_000);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    yield Buffer.alloc(100_000);
  };
  await assert.rejects(put(Readable.from(chunks()), 200_000), { name: 'ConditionalRequestConflict' });
  await put('three', 5);
});

test('versions', async (t) => {
  const { client, store } = await startS3(t);
  const s3 = client();
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'unversioned' }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status, 'Enabled');
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'first' }));
  const second = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'second' }));
  const get = async (VersionId?: string) => {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...(VersionId && { VersionId }) }));
    return [await got.Body?.transformToString(), got.VersionId];
  };
  assert.deepEqual(await get(), ['second', second.VersionId]);
  assert.deepEqual(await get(first.VersionId), ['first', first.VersionId]);
  assert.deepEqual(await get('null'), ['unversioned', 'null']);
  assert.equal(store.objects(Bucket)[0]?.versionId, second.VersionId);
  await assert.rejects(get('nonsense'), { name: 'NoSuchVersion' });

  const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  assert.equal(deleted.DeleteMarker, true);
  await assert.rejects(get(), { name: 'NoSuchKey' });
  await assert.rejects(get(deleted.VersionId), { name: 'MethodNotAllowed' });
  assert.deepEqual(await get(first.VersionId), ['first', first.VersionId]);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId: deleted.VersionId }));
  assert.deepEqual(await get(), ['second', second.VersionId]);
});

test('SSE-KMS is echoed, its eTag is not the MD5, and it needs the key', async (t) => {
  const denied: string[] = [];
  const { client } = await startS3(t, denied);
  const s3 = client();
  const put = () =>
    s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'k',
        Body: 'x',
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: 'alias/bundles',
      }),
    );
  const { ServerSideEncryption, SSEKMSKeyId, ETag } = await put();
  assert.equal(ServerSideEncryption, 'aws:kms');
  assert.equal(SSEKMSKeyId, 'arn:aws:kms:us-east-1:123456789012:alias/bundles');
  assert.notEqual(ETag, `"${md5('x')}"`);
  denied.push('kms:Decrypt');
  await put();
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'k' })), { name: 'AccessDenied' });
  denied.push('kms:GenerateDataKey');
  await assert.rejects(put(), { name: 'AccessDenied' });
});

test('the agent downloads a revision, or says why not', async (t) => {
  const { client, store, directory } = await startS3(t);
  const { ETag = '' } = await client().send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'bundle' }));
  const file = join(directory, 'bundle.tar');
  const location = { bucket: Bucket, key: 'k', bundleType: 'zip' } as const;
  for (const eTag of ['', ETag, ETag.replaceAll('"', '')]) {
    await store.download({ ...location, eTag }, file);
    assert.equal(await readFile(file, 'utf8'), 'bundle');
  }
  const refusals = [
    [{ ...location, key: 'no' }, 'The specified key does not exist.'],
    [{ ...location, bucket: 'no' }, 'The specified bucket does not exist'],
    [{ ...location, version: 'no' }, 'The specified version does not exist.'],
    [{ ...location, eTag: 'aa' }, `Expected deployment artifact bundle etag aa but was actually ${ETag}`],
    [{ ...location, bundleType: 'JSON' as const }, 'BundleType in S3Revision must be tar, tgz or zip'],
    [{ bucket: Bucket, key: 'k' }, 'S3Revision in Deployment Spec must specify Bucket, Key and BundleType'],
  ] as const;
  for (const [refused, message] of refusals) {
    await assert.rejects(store.download(refused, file), { message });
  }
});
