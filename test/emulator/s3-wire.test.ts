import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ChecksumAlgorithm, startChecksum } from './s3/checksum.ts';
import { operationName } from './s3/s3.ts';
import { startS3 } from './s3-setup.ts';

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00';
const UNSIGNED = { authorization: AUTHORIZATION, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
const CHUNKED = {
  authorization: AUTHORIZATION,
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '9',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};
const CRC32 = 'y/Q5Jg==';

// The check values of the CRC catalogue for "123456789"; the hashes are RFC 3174's and FIPS 180-4's functions.
const CHECKSUMS: Record<ChecksumAlgorithm, string> = {
  CRC32: 'cbf43926',
  CRC32C: 'e3069283',
  CRC64NVME: 'ae8b14860a799888',
  SHA1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  SHA256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

test('checksums, whatever pieces the data comes in', () => {
  for (const [algorithm, expected] of Object.entries(CHECKSUMS) as [ChecksumAlgorithm, string][]) {
    const running = startChecksum(algorithm);
    for (const piece of ['1234', '', '56789']) running.update(Buffer.from(piece));
    assert.equal(running.digest().toString('hex'), expected, algorithm);
  }
});

test('names of operations', () => {
  const table = [
    ['GET', '/', 'ListBuckets'],
    ['GET', '/?x-id=ListBuckets', 'ListBuckets'],
    ['PUT', '/b', 'CreateBucket'],
    ['HEAD', '/b/', 'HeadBucket'],
    ['GET', '/b?location', 'GetBucketLocation'],
    ['GET', '/b/?list-type=2&prefix=a%2F', 'ListObjectsV2'],
    ['GET', '/b?uploads', 'ListMultipartUploads'],
    ['PUT', '/b/k?x-id=PutObject', 'PutObject'],
    ['HEAD', '/b/k?versionId=null', 'HeadObject'],
    ['GET', '/b/k', 'GetObject'],
    ['DELETE', '/b/k', 'DeleteObject'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
    ['GET', '/b/k?acl', 'Unknown'],
    ['PUT', '/b/%zz', 'Unknown'],
    ['POST', '/', 'Unknown'],
  ] as const;
  for (const [method, url, expected] of table) {
    assert.equal(operationName({ method, url, headers: {} }), expected, `${method} ${url}`);
  }
  const headers = { 'x-amz-copy-source': '/b/other' };
  assert.equal(operationName({ method: 'PUT', url: '/b/k', headers }), 'Unknown');
});

const trailer = `0\r\nx-amz-checksum-crc32:${CRC32}\r\n\r\n`;

/** Uploads of "123456789" in every form, right and wrong: [what, headers, body, status, code]. */
const UPLOADS: [string, Record<string, string>, string, number, string?][] = [
  ['plain', UNSIGNED, '123456789', 200],
  ['CRC32', { ...UNSIGNED, 'x-amz-checksum-crc32': CRC32 }, '123456789', 200],
  ['wrong CRC32', { ...UNSIGNED, 'x-amz-checksum-crc32': CRC32 }, '123456780', 400, 'BadDigest'],
  ['no CRC32', { ...UNSIGNED, 'x-amz-checksum-crc32': 'abc' }, '123456789', 400, 'InvalidRequest'],
  [
    'two checksums',
    { ...UNSIGNED, 'x-amz-checksum-crc32': CRC32, 'x-amz-checksum-sha1': CRC32 },
    '123456789',
    400,
    'InvalidRequest',
  ],
  ['named, not sent', { ...UNSIGNED, 'x-amz-sdk-checksum-algorithm': 'SHA256' }, 'x', 400, 'InvalidRequest'],
  ['no such algorithm', { ...UNSIGNED, 'x-amz-sdk-checksum-algorithm': 'MD5' }, 'x', 400, 'InvalidRequest'],
  [
    'no such encryption',
    { ...UNSIGNED, 'x-amz-server-side-encryption': 'rot13' },
    'x',
    400,
    'InvalidArgument',
  ],
  [
    'key without KMS',
    { ...UNSIGNED, 'x-amz-server-side-encryption-aws-kms-key-id': 'k' },
    'x',
    400,
    'InvalidArgument',
  ],
  ['another condition', { ...UNSIGNED, 'if-none-match': '"x"' }, 'x', 501, 'NotImplemented'],
  [
    '5 GiB and a byte',
    { ...CHUNKED, 'x-amz-decoded-content-length': '5368709121' },
    'x',
    400,
    'EntityTooLarge',
  ],
  ['signed payload', { ...UNSIGNED, 'x-amz-content-sha256': CHECKSUMS.SHA256 }, '123456789', 200],
  [
    'wrong payload',
    { ...UNSIGNED, 'x-amz-content-sha256': CHECKSUMS.SHA256 },
    '123456780',
    400,
    'XAmzContentSHA256Mismatch',
  ],
  ['MD5', { ...UNSIGNED, 'content-md5': base64Md5('123456789') }, '123456789', 200],
  ['wrong MD5', { ...UNSIGNED, 'content-md5': base64Md5('x') }, '123456789', 400, 'BadDigest'],
  ['no MD5', { ...UNSIGNED, 'content-md5': 'x' }, '123456789', 400, 'InvalidDigest'],
  ['chunks', CHUNKED, `4\r\n1234\r\n5\r\n56789\r\n${trailer}`, 200],
  ['signed chunks', CHUNKED, `9;chunk-signature=00\r\n123456789\r\n${trailer}`, 200],
  ['wrong trailer', CHUNKED, `9\r\n123456780\r\n${trailer}`, 400, 'BadDigest'],
  ['no trailer', CHUNKED, '9\r\n123456789\r\n0\r\n\r\n', 400, 'MalformedTrailerError'],
  ['fewer bytes than announced', CHUNKED, `8\r\n12345678\r\n${trailer}`, 400, 'IncompleteBody'],
  ['a chunk that is cut off', CHUNKED, '9\r\n1234', 400, 'IncompleteBody'],
  ['a chunk that is too long', CHUNKED, `8\r\n123456789\r\n${trailer}`, 400, 'IncompleteBody'],
  ['no chunk size', CHUNKED, '123456789', 400, 'IncompleteBody'],
  ['no length', { ...CHUNKED, 'x-amz-decoded-content-length': '' }, trailer, 411, 'MissingContentLength'],
  ['anonymous', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 'x', 403, 'AccessDenied'],
  ['no payload hash', { authorization: AUTHORIZATION }, 'x', 400, 'InvalidRequest'],
  [
    'another scheme',
    { ...UNSIGNED, authorization: 'AWS AKIAEXAMPLE:sig' },
    'x',
    400,
    'AuthorizationHeaderMalformed',
  ],
];

test('uploads in every form', async (t) => {
  const { url, directory, store } = await startS3(t);
  for (const [what, headers, body, status, code] of UPLOADS) {
    const before = (await readdir(join(directory, 'objects'))).length;
    const response = await fetch(`${url}/bundles/${encodeURIComponent(what)}`, {
      method: 'PUT',
      headers,
      body,
    });
    const text = await response.text();
    assert.equal(response.status, status, `${what}: ${text}`);
    assert.equal(/<Code>(.*)<\/Code>/.exec(text)?.[1], code, what);
    assert.match(response.headers.get('x-amz-request-id') ?? '', /^[0-9A-F]{16}$/);
    const stored = store.objects('bundles').find(({ key }) => key === what);
    assert.equal(stored?.size, status === 200 ? 9 : undefined, what);
    assert.equal((await readdir(join(directory, 'objects'))).length, before + (status === 200 ? 1 : 0), what);
  }
});

test('parts without a checksum: S3 computes it for the whole object, and needs it for a composite', async (t) => {
  const { url } = await startS3(t);
  const sendPart = async (type: string) => {
    const start = { ...UNSIGNED, 'x-amz-checksum-algorithm': 'CRC32', 'x-amz-checksum-type': type };
    const created = await fetch(`${url}/bundles/k?uploads`, { method: 'POST', headers: start });
    const uploadId = /<UploadId>(.*)<\/UploadId>/.exec(await created.text())?.[1];
    const part = `${url}/bundles/k?partNumber=1&uploadId=${uploadId}`;
    const sent = await fetch(part, { method: 'PUT', headers: UNSIGNED, body: '123456789' });
    return [sent.status, sent.headers.get('x-amz-checksum-crc32'), await sent.text()] as const;
  };
  assert.deepEqual(await sendPart('FULL_OBJECT'), [200, CRC32, '']);
  const [status, , text] = await sendPart('COMPOSITE');
  assert.equal(status, 400);
  assert.match(text, /expected checksum Type: crc32, actual checksum Type: null/);
});

test('an error document', async (t) => {
  const { url } = await startS3(t);
  const missing = await fetch(`${url}/bundles/a%26b`, { headers: UNSIGNED });
  assert.equal(missing.headers.get('content-type'), 'application/xml');
  const requestId = missing.headers.get('x-amz-request-id');
  const hostId = missing.headers.get('x-amz-id-2');
  assert.equal(
    await missing.text(),
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key><RequestId>${requestId}</RequestId><HostId>${hostId}</HostId></Error>`,
  );
  const head = await fetch(`${url}/bundles/k`, { method: 'HEAD', headers: UNSIGNED });
  assert.deepEqual([head.status, await head.text()], [404, '']);
  const badList = await fetch(`${url}/bundles?list-type=2&max-keys=many`, { headers: UNSIGNED });
  assert.match(await badList.text(), /<Code>InvalidArgument<.*<ArgumentName>max-keys</);
  const longKey = await fetch(`${url}/bundles/${'k'.repeat(1025)}`, { headers: UNSIGNED });
  assert.match(await longKey.text(), /<Code>KeyTooLongError</);
  assert.equal((await fetch(`${url}/bundles/k?acl`, { headers: UNSIGNED })).status, 501);
  assert.equal((await fetch(`${url}/bundles/%zz`, { headers: UNSIGNED })).status, 400);
});

test('a presigned URL', async (t) => {
  const { url } = await startS3(t);
  const presigned = `${url}/bundles/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent('AKIAEXAMPLE/20260101/us-east-1/s3/aws4_request')}&X-Amz-Signature=00`;
  assert.equal((await fetch(presigned, { method: 'PUT', body: 'x' })).status, 200);
  assert.equal(await (await fetch(presigned)).text(), 'x');
});

test('conditional reads', async (t) => {
  const { url } = await startS3(t);
  const object = `${url}/bundles/k`;
  const put = await fetch(object, { method: 'PUT', headers: UNSIGNED, body: 'x' });
  const eTag = put.headers.get('etag') ?? '';
  const status = async (condition: Record<string, string>) =>
    (await fetch(object, { headers: { ...UNSIGNED, ...condition } })).status;
  assert.equal(await status({ 'if-none-match': eTag }), 304);
  assert.equal(await status({ 'if-none-match': '"other"' }), 200);
  assert.equal(await status({ 'if-match': eTag }), 200);
  assert.equal(await status({ 'if-match': '"other"' }), 412);
});

test('a client that goes away leaves nothing', { timeout: 30_000 }, async (t) => {
  const { url, directory, store } = await startS3(t);
  const upload = request(`${url}/bundles/k`, {
    method: 'PUT',
    headers: { ...UNSIGNED, 'content-length': 1000 },
  });
  const broken = new Promise((resolve) => upload.once('error', resolve));
  upload.write('some of it');
  while ((await readdir(join(directory, 'objects'))).length === 0) await nextTurn();
  upload.destroy(new Error('gone'));
  await broken;
  while ((await readdir(join(directory, 'objects'))).length > 0) await nextTurn();
  assert.deepEqual(store.objects('bundles'), []);
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function base64Md5(text: string): string {
  return createHash('md5').update(text).digest('base64');
}
