import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startS3 } from './s3-setup.ts';

const Bucket = 'bundles';

test('who may not list a bucket is not told that a key is missing', async (t) => {
  const { client } = await startS3(t, ['s3:ListBucket']);
  const s3 = client();
  const isForbidden = (error: { $metadata: { httpStatusCode: number } }) =>
    error.$metadata.httpStatusCode === 403;
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: 'no' })), isForbidden);
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'no' })), { name: 'AccessDenied' });
});

test('a denied action is refused in the words of the service', async (t) => {
  const { client, store } = await startS3(t, ['s3:PutObject']);
  await assert.rejects(client().send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'x' })), {
    name: 'AccessDenied',
    message:
      'User: arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::bundles/a/b" because no identity-based policy allows the s3:PutObject action',
  });
  assert.deepEqual(store.objects(Bucket), []);
});

test('a bucket in another region redirects', async (t) => {
  const { client, store } = await startS3(t);
  store.createBucket('elsewhere', { region: 'eu-west-1' });
  const s3 = client();
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'elsewhere', Key: 'k', Body: 'x' })), {
    name: 'PermanentRedirect',
    Endpoint: 'elsewhere.s3.eu-west-1.amazonaws.com',
  });
  await assert.rejects(
    s3.send(new HeadBucketCommand({ Bucket: 'elsewhere' })),
    (error: { $response: { statusCode: number; headers: Record<string, string> } }) =>
      error.$response.statusCode === 301 && error.$response.headers['x-amz-bucket-region'] === 'eu-west-1',
  );
  const location = await s3.send(new GetBucketLocationCommand({ Bucket: 'elsewhere' }));
  assert.equal(location.LocationConstraint, 'eu-west-1');
  await client({ region: 'eu-west-1' }).send(
    new PutObjectCommand({ Bucket: 'elsewhere', Key: 'k', Body: 'x' }),
  );
});

test('the expected owner', async (t) => {
  const { client, store } = await startS3(t);
  store.createBucket('foreign', { owner: '999999999999' });
  const s3 = client();
  const put = (bucket: string, ExpectedBucketOwner: string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: 'x', ExpectedBucketOwner }));
  await put(Bucket, '123456789012');
  await put('foreign', '999999999999');
  await assert.rejects(put('foreign', '123456789012'), { name: 'AccessDenied' });
});

test('buckets: create, list, refuse', async (t) => {
  const { client, store } = await startS3(t);
  const s3 = client();
  const create = (name: string, LocationConstraint?: 'eu-west-1') =>
    s3.send(
      new CreateBucketCommand({
        Bucket: name,
        ...(LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } }),
      }),
    );
  await create('new-bucket');
  await create('new-bucket');
  await assert.rejects(create('other', 'eu-west-1'), { name: 'IllegalLocationConstraintException' });
  await assert.rejects(create('Upper_Case'), { name: 'InvalidBucketName' });
  store.createBucket('taken', { owner: '999999999999' });
  await assert.rejects(create('taken'), { name: 'BucketAlreadyExists' });
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  assert.deepEqual(
    Buckets?.map(({ Name }) => Name),
    ['bundles', 'new-bucket'],
  );
  assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'us-east-1');
});

test('listing in pages and by prefix', async (t) => {
  const { client } = await startS3(t);
  const s3 = client();
  for (const Key of ['a.zip', 'app/1.zip', 'app/2 & 3.zip', 'z.zip']) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  }
  const byPrefix = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'app/' }));
  assert.deepEqual(
    byPrefix.Contents?.map(({ Key }) => Key),
    ['app/1.zip', 'app/2 & 3.zip'],
  );
  const first = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  assert.deepEqual(
    first.Contents?.map(({ Key }) => Key),
    ['a.zip'],
  );
  assert.deepEqual(first.CommonPrefixes, [{ Prefix: 'app/' }]);
  const rest = await s3.send(
    new ListObjectsV2Command({ Bucket, Delimiter: '/', ContinuationToken: first.NextContinuationToken }),
  );
  assert.deepEqual(
    rest.Contents?.map(({ Key }) => Key),
    ['z.zip'],
  );
  assert.equal(rest.IsTruncated, false);
});
