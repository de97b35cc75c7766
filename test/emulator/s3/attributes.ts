import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Bucket, Encryption, ObjectAttributes } from './bucket.ts';
import type { BucketCall } from './call.ts';
import { S3Error } from './error.ts';
import { readStorage, storageHeaders } from './storage.ts';

const KEPT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

const METADATA = 'x-amz-meta-';

/** Reads what PutObject and CreateMultipartUpload say about the object; throws an S3Error for bad headers. */
export function readAttributes(call: BucketCall): ObjectAttributes {
  const { headers } = call.request;
  const tagging = headers['x-amz-tagging'];
  return {
    headers: keptHeaders(headers),
    metadata: Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => name.startsWith(METADATA))
        .map(([name, value]) => [name.slice(METADATA.length), String(value)]),
    ),
    ...(tagging === undefined ? {} : { tagging: String(tagging) }),
    storage: readStorage(headers),
    sse: readEncryption(call.bucket, headers),
  };
}

/** The attributes as GetObject and HeadObject give them back. */
export function attributeHeaders(attributes: ObjectAttributes): Record<string, string> {
  const metadata = Object.entries(attributes.metadata).map(([name, value]) => [METADATA + name, value]);
  const tags = new URLSearchParams(attributes.tagging ?? '').size;
  return {
    'content-type': 'binary/octet-stream',
    ...attributes.headers,
    ...Object.fromEntries(metadata),
    ...(tags === 0 ? {} : { 'x-amz-tagging-count': String(tags) }),
    ...storageHeaders(attributes.storage),
    ...encryptionHeaders(attributes.sse),
  };
}

export function encryptionHeaders({
  algorithm,
  kmsKeyId,
  bucketKeyEnabled,
}: Encryption): Record<string, string> {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(kmsKeyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
    ...(bucketKeyEnabled ? { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' } : {}),
  };
}

/** Requires a permission on the object's KMS key, when there is one. */
export function authorizeKms(
  call: BucketCall,
  sse: Encryption,
  action: 'kms:Decrypt' | 'kms:GenerateDataKey',
): void {
  if (sse.kmsKeyId !== undefined) call.authorize(action);
}

/** With SSE-KMS the eTag is opaque; otherwise it is the digest (Amazon S3 API reference, "Object"). */
export function entityTag(sse: Encryption, digest: string): string {
  return sse.kmsKeyId === undefined
    ? digest
    : digest.replace(/^[0-9a-f]{32}/, randomBytes(16).toString('hex'));
}

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined
      ? []
      : [[name, name === 'content-encoding' ? withoutAwsChunked(value) : value]];
  });
  return Object.fromEntries(kept.filter(([, value]) => value !== ''));
}

/** aws-chunked tells how the body travelled, not what the object is, so S3 does not keep it. */
function withoutAwsChunked(encoding: string): string {
  return encoding
    .split(/\s*,\s*/)
    .filter((coding) => coding !== 'aws-chunked')
    .join(',');
}

function readEncryption(bucket: Bucket, headers: IncomingHttpHeaders): Encryption {
  const algorithm = String(headers['x-amz-server-side-encryption'] ?? 'AES256');
  const keyId = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  if (algorithm === 'AES256' && keyId === undefined) return { algorithm };
  if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') {
    throw new S3Error('InvalidArgument', {
      message:
        algorithm === 'AES256'
          ? 'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms'
          : 'The encryption method specified is not supported',
    });
  }
  return {
    algorithm,
    kmsKeyId: kmsKeyArn(bucket, String(keyId ?? 'alias/aws/s3')),
    bucketKeyEnabled: headers['x-amz-server-side-encryption-bucket-key-enabled'] === 'true',
  };
}

function kmsKeyArn({ region, owner }: Bucket, key: string): string {
  if (key.startsWith('arn:')) return key;
  return `arn:aws:kms:${region}:${owner}:${key.startsWith('alias/') ? key : `key/${key}`}`;
}
