import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { startS3 } from './s3-setup.ts';

const Bucket = 'bundles';
const MIB = 1024 ** 2;
const LARGE = randomBytes(12 * MIB);
const PARTS = [LARGE.subarray(0, 5 * MIB), LARGE.subarray(5 * MIB, 10 * MIB), LARGE.subarray(10 * MIB)];

test('lib-storage uploads a stream in parts', async (t) => {
  const { client, store, directory } = await startS3(t);
  const s3 = client();
  const Body = Readable.from(PARTS);
  const params = {
    Bucket,
    Key: 'large.zip',
    Body,
    Metadata: { commit: 'abc' },
    ContentType: 'application/zip',
  };
  const { ETag } = await new Upload({ client: s3, params }).done();

  const digests = PARTS.map((part) => createHash('md5').update(part).digest());
  assert.equal(ETag, `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-3"`);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'large.zip', ChecksumMode: 'ENABLED' }));
  assert.equal(head.ContentLength, LARGE.length);
  assert.equal(head.ChecksumType, 'COMPOSITE');
  assert.equal(head.ChecksumCRC32, `${base64Crc32(Buffer.concat(PARTS.map(crc32Bytes)))}-3`);
  assert.deepEqual(head.Metadata, { commit: 'abc' });
  const [object] = store.objects(Bucket);
  assert.ok(object && LARGE.equals(await readFile(object.file)));
  assert.equal(object.contentType, 'application/zip');
  assert.deepEqual(store.openUploads(Bucket), []);
  assert.equal((await readdir(join(directory, 'objects'))).length, 1);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'large.zip' }));
  assert.ok(LARGE.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0)));
});

test('an aborted upload leaves nothing', { timeout: 30_000 }, async (t) => {
  const { client, store, directory } = await startS3(t);
  const chunks = async function* () {
    yield PARTS[0];
    yield PARTS[1];
    upload.abort();
    yield PARTS[2];
  };
  const upload = new Upload({
    client: client(),
    params: { Bucket, Key: 'k', Body: Readable.from(chunks()) },
  });
  await assert.rejects(upload.done(), { name: 'AbortError' });
  // lib-storage rejects at once and lets AbortMultipartUpload and the parts on their way end by themselves.
  while (store.openUploads(Bucket).length > 0 || (await readdir(join(directory, 'objects'))).length > 0) {
    await setTimeout(5);
  }
  assert.deepEqual(store.objects(Bucket), []);
});

test('If-None-Match is checked when the upload completes, again when it is repeated', async (t) => {
  const { client, store } = await startS3(t);
  const s3 = client();
  const params = { Bucket, Key: 'k', Body: LARGE, IfNoneMatch: '*' };
  await new Upload({ client: s3, params }).done();
  await assert.rejects(new Upload({ client: s3, params }).done(), { name: 'PreconditionFailed' });
  assert.deepEqual(store.openUploads(Bucket), []);
  await assert.rejects(
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'k',
        UploadId: 'gone',
        IfNoneMatch: '*',
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: 'x' }] },
      }),
    ),
    { name: 'PreconditionFailed' },
  );
});

test('the checksum of the whole object', async (t) => {
  const { send, complete, s3 } = await startUpload(t, {
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'FULL_OBJECT',
  });
  const parts = [await send(1, PARTS[0]), await send(2, PARTS[2])];
  const { ChecksumCRC32, ChecksumType } = await complete(parts);
  assert.equal(ChecksumType, 'FULL_OBJECT');
  assert.equal(ChecksumCRC32, base64Crc32(Buffer.concat([PARTS[0] ?? '', PARTS[2] ?? ''] as Buffer[])));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
  assert.equal(head.ChecksumCRC32, ChecksumCRC32);
});

test('an upload that named no algorithm takes parts with one, or without', async (t) => {
  const { send, complete, s3 } = await startUpload(t, {});
  const { PartNumber, ETag } = await send(1, Buffer.from('123456789'));
  const { ChecksumCRC64NVME, ChecksumType } = await complete([{ PartNumber, ETag }]);
  assert.equal(ChecksumType, 'FULL_OBJECT');
  assert.equal(ChecksumCRC64NVME, Buffer.from('ae8b14860a799888', 'hex').toString('base64'));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
  assert.equal(await got.Body?.transformToString(), '123456789');
});

test('lists of parts that S3 refuses', async (t) => {
  const { send, complete, store } = await startUpload(t, { ChecksumAlgorithm: 'CRC32' });
  const small = await send(1, Buffer.from('small'));
  const last = await send(2, Buffer.from('last'));
  await assert.rejects(complete([small, last]), {
    name: 'EntityTooSmall',
    message: /smaller than the minimum/,
  });
  await assert.rejects(complete([last, small]), { name: 'InvalidPartOrder' });
  await assert.rejects(complete([{ ...small, PartNumber: 3 }]), { name: 'InvalidPart' });
  await assert.rejects(complete([{ ...small, ETag: last.ETag }]), { name: 'InvalidPart' });
  await assert.rejects(complete([{ ...small, ChecksumCRC32: last.ChecksumCRC32 }]), { name: 'InvalidPart' });
  await assert.rejects(complete([{ PartNumber: 1, ETag: small.ETag }]), {
    name: 'InvalidRequest',
    message:
      'The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
  });
  await assert.rejects(complete([]), { name: 'MalformedXML' });
  assert.equal(store.openUploads(Bucket).length, 1);
  await complete([last]);
  assert.deepEqual(store.openUploads(Bucket), []);
  await assert.rejects(complete([last]), { name: 'NoSuchUpload' });
});

test('parts that S3 refuses', async (t) => {
  const { s3, send, UploadId } = await startUpload(t, { ChecksumAlgorithm: 'SHA256' });
  await assert.rejects(send(1, Buffer.from('x')), {
    name: 'InvalidRequest',
    message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
  });
  await assert.rejects(send(10_001, Buffer.from('x')), { name: 'InvalidArgument' });
  const create = (input: Partial<CreateMultipartUploadCommandInput>) =>
    s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'other', ...input }));
  await assert.rejects(create({ ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' }), {
    name: 'InvalidRequest',
    message: 'The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.',
  });
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  assert.deepEqual(
    Uploads?.map(({ Key, UploadId }) => [Key, UploadId]),
    [['k', UploadId]],
  );
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'k', UploadId }));
  await assert.rejects(s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'k', UploadId })), {
    name: 'NoSuchUpload',
  });
});

test('a multipart upload into a versioned bucket with SSE-KMS', async (t) => {
  const { client, store } = await startS3(t);
  store.createBucket('versioned', { versioning: true });
  const s3 = client();
  await s3.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'k', Body: 'older' }));
  const params = { Bucket: 'versioned', Key: 'k', Body: LARGE, ServerSideEncryption: 'aws:kms' } as const;
  const { ETag = '', VersionId } = await new Upload({ client: s3, params }).done();
  assert.match(ETag, /^"[0-9a-f]{32}-3"$/);
  const [object] = store.objects('versioned');
  assert.equal(object?.versionId, VersionId);
  assert.deepEqual(object?.sse, {
    algorithm: 'aws:kms',
    kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3',
    bucketKeyEnabled: false,
  });
});

async function startUpload(t: TestContext, settings: Partial<CreateMultipartUploadCommandInput>) {
  const { client, store } = await startS3(t);
  const s3 = client();
  const upload = { Bucket, Key: 'k' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...upload, ...settings }));
  const send = async (PartNumber: number, Body = Buffer.alloc(0)) => {
    const input = { ...upload, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC32' } as const;
    const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand(input));
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const complete = (
    Parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32?: string | undefined }[],
  ) => s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
  return { s3, store, send, complete, UploadId };
}

function crc32Bytes(data: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes;
}

function base64Crc32(data: Buffer): string {
  return crc32Bytes(data).toString('base64');
}
