import { rm } from 'node:fs/promises';
import {
  attributeHeaders,
  authorizeKms,
  encryptionHeaders,
  entityTag,
  readAttributes,
} from './attributes.ts';
import { receiveBody } from './body.ts';
import {
  addVersion,
  type Bucket,
  currentObject,
  type DeleteMarker,
  nextVersionId,
  type ObjectVersion,
  removeVersion,
  versionHeader,
} from './bucket.ts';
import type { Answer, BucketCall } from './call.ts';
import { checksumHeaders } from './checksum.ts';
import { beginWrite, isUnmodified } from './condition.ts';
import { S3Error } from './error.ts';
import { parseRange } from './range.ts';
import { requireReadable } from './storage.ts';

export async function putObject(call: BucketCall): Promise<Answer> {
  const attributes = readAttributes(call);
  authorizeKms(call, attributes.sse, 'kms:GenerateDataKey');
  const checkCondition = beginWrite(call);
  const file = call.store.newFile();
  const body = await receiveBody(call.request, file);
  const object = {
    ...attributes,
    key: call.target.key,
    eTag: entityTag(attributes.sse, body.md5),
    size: body.size,
    checksum: body.checksum,
    file,
  };
  const stored = await storeVersion(call, object, checkCondition);
  return {
    status: 200,
    headers: {
      etag: `"${stored.eTag}"`,
      ...versionHeader(call.bucket, stored.versionId),
      ...encryptionHeaders(stored.sse),
      ...checksumHeaders(stored.checksum),
    },
  };
}

export function headObject(call: BucketCall): Answer {
  const object = findObject(call);
  // S3 decrypts an object to tell its checksum (API reference, HeadObject).
  if (wantsChecksum(call)) authorizeKms(call, object.sse, 'kms:Decrypt');
  if (isUnmodified(call.request.headers, object)) return notModified(object);
  return { status: 200, headers: { ...objectHeaders(call, object), 'content-length': object.size } };
}

export function getObject(call: BucketCall): Answer {
  const object = findObject(call);
  authorizeKms(call, object.sse, 'kms:Decrypt');
  requireReadable(object.storage);
  if (isUnmodified(call.request.headers, object)) return notModified(object);
  const range = parseRange(call.request.headers.range, object.size);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  const headers = { ...objectHeaders(call, object), 'content-length': end - start + 1 };
  const body = { file: object.file, start, end };
  if (range === undefined) return { status: 200, headers, body };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${object.size}` },
    body,
  };
}

export async function deleteObject({ bucket, target }: BucketCall): Promise<Answer> {
  const { key, query } = target;
  const versionId = query.get('versionId');
  bucket.deletions.set(key, (bucket.deletions.get(key) ?? 0) + 1);
  if (versionId === null && bucket.versioning !== undefined) {
    const marker: DeleteMarker = { key, versionId: nextVersionId(bucket) };
    await discard(addVersion(bucket, marker));
    return { status: 204, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId } };
  }
  const removed = removeVersion(bucket, key, versionId ?? 'null');
  await discard(removed?.file === undefined ? [] : [removed.file]);
  if (versionId === null) return { status: 204 };
  const marker = removed !== undefined && removed.file === undefined ? { 'x-amz-delete-marker': 'true' } : {};
  return { status: 204, headers: { 'x-amz-version-id': versionId, ...marker } };
}

/** Makes received bytes the newest version of their key, if the write's condition still holds; else removes them. */
export async function storeVersion(
  { bucket }: BucketCall,
  object: Omit<ObjectVersion, 'versionId' | 'lastModified'>,
  checkCondition: () => void,
): Promise<ObjectVersion> {
  try {
    checkCondition();
  } catch (error) {
    await discard([object.file]);
    throw error;
  }
  const stored = { ...object, versionId: nextVersionId(bucket), lastModified: new Date() };
  await discard(addVersion(bucket, stored));
  return stored;
}

export async function discard(files: readonly string[]): Promise<void> {
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/** A missing key is 404 only for those who may list the bucket, 403 for the others (API reference, GetObject). */
function findObject(call: BucketCall): ObjectVersion {
  const { bucket, target } = call;
  const versionId = target.query.get('versionId');
  if (versionId !== null) return findVersion(bucket, target.key, versionId);
  const object = currentObject(bucket, target.key);
  if (object !== undefined) return object;
  call.authorize('s3:ListBucket');
  const marker = bucket.versions.get(target.key)?.[0];
  throw new S3Error('NoSuchKey', {
    details: { Key: target.key },
    headers: marker ? { 'x-amz-delete-marker': 'true', ...versionHeader(bucket, marker.versionId) } : {},
  });
}

function findVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion {
  const version = bucket.versions.get(key)?.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) {
    throw new S3Error('NoSuchVersion', { details: { Key: key, VersionId: versionId } });
  }
  if (version.file !== undefined) return version;
  throw new S3Error('MethodNotAllowed', { headers: { 'x-amz-delete-marker': 'true', allow: 'DELETE' } });
}

function objectHeaders(call: BucketCall, object: ObjectVersion): Record<string, string> {
  return {
    ...attributeHeaders(object),
    ...versionHeader(call.bucket, object.versionId),
    ...(wantsChecksum(call) ? checksumHeaders(object.checksum) : {}),
    etag: `"${object.eTag}"`,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** A range has no checksum of its own. */
function wantsChecksum({ request }: BucketCall): boolean {
  return request.headers['x-amz-checksum-mode'] === 'ENABLED' && request.headers.range === undefined;
}

function notModified(object: ObjectVersion): Answer {
  return {
    status: 304,
    headers: { etag: `"${object.eTag}"`, 'last-modified': object.lastModified.toUTCString() },
  };
}
