import { createHash, randomBytes } from 'node:crypto';
import { authorizeKms, encryptionHeaders, entityTag, readAttributes } from './attributes.ts';
import { receiveBody, receiveDocument } from './body.ts';
import { type MultipartUpload, type ObjectVersion, type UploadedPart, versionHeader } from './bucket.ts';
import { type Answer, type BucketCall, xmlAnswer } from './call.ts';
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumElement,
  checksumHeader,
  expectedChecksum,
  parseAlgorithm,
} from './checksum.ts';
import { beginWrite } from './condition.ts';
import { S3Error } from './error.ts';
import { discard, storeVersion } from './objects.ts';
import { joinParts, selectParts } from './parts.ts';
import { xmlDocument } from './xml.ts';

const MAX_PARTS = 10_000;

export function createMultipartUpload(call: BucketCall): Answer {
  const { bucket, request, target } = call;
  const attributes = readAttributes(call);
  authorizeKms(call, attributes.sse, 'kms:GenerateDataKey');
  const uploadId = randomBytes(48).toString('base64url');
  const checksum = readChecksumKind(request.headers);
  bucket.uploads.set(uploadId, {
    uploadId,
    key: target.key,
    initiated: new Date(),
    attributes,
    checksum,
    parts: new Map(),
  });
  const document = { Bucket: bucket.name, Key: target.key, UploadId: uploadId };
  return xmlAnswer(xmlDocument('InitiateMultipartUploadResult', document), {
    ...encryptionHeaders(attributes.sse),
    ...(checksum && {
      'x-amz-checksum-algorithm': checksum.algorithm,
      'x-amz-checksum-type': checksum.type,
    }),
  });
}

export async function uploadPart(call: BucketCall): Promise<Answer> {
  const upload = findUpload(call);
  const number = readPartNumber(call.target.query.get('partNumber'));
  authorizeKms(call, upload.attributes.sse, 'kms:Decrypt');
  requireAlgorithm(upload, expectedChecksum(call.request.headers)?.algorithm);
  const file = call.store.newFile();
  const body = await receiveBody(call.request, file, upload.checksum?.algorithm);
  if (call.bucket.uploads.get(upload.uploadId) !== upload) {
    await discard([file]);
    throw new S3Error('NoSuchUpload', { details: { UploadId: upload.uploadId } });
  }
  const replaced = upload.parts.get(number);
  const eTag = entityTag(upload.attributes.sse, body.md5);
  upload.parts.set(number, { eTag, size: body.size, checksum: body.checksum, file });
  await discard(replaced ? [replaced.file] : []);
  return {
    status: 200,
    headers: {
      etag: `"${eTag}"`,
      [checksumHeader(body.checksum.algorithm)]: body.checksum.value,
      ...encryptionHeaders(upload.attributes.sse),
    },
  };
}

export async function completeMultipartUpload(call: BucketCall): Promise<Answer> {
  const { bucket, request, target } = call;
  const checkCondition = beginWrite(call);
  const document = await receiveDocument(request);
  // Before the upload is looked up: a Complete that is repeated because its answer was lost must see 412, not 404.
  checkCondition();
  const upload = findUpload(call);
  authorizeKms(call, upload.attributes.sse, 'kms:Decrypt');
  const parts = selectParts(upload, document);
  bucket.uploads.delete(upload.uploadId);
  let stored: ObjectVersion;
  try {
    stored = await storeParts(call, upload, parts, checkCondition);
  } catch (error) {
    bucket.uploads.set(upload.uploadId, upload);
    throw error;
  }
  await discardParts(upload);
  return xmlAnswer(
    xmlDocument('CompleteMultipartUploadResult', {
      Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${encodeURIComponent(target.key)}`,
      Bucket: bucket.name,
      Key: target.key,
      ETag: `"${stored.eTag}"`,
      [checksumElement(stored.checksum.algorithm)]: stored.checksum.value,
      ChecksumType: stored.checksum.type,
    }),
    { ...versionHeader(bucket, stored.versionId), ...encryptionHeaders(stored.sse) },
  );
}

export async function abortMultipartUpload(call: BucketCall): Promise<Answer> {
  const upload = findUpload(call);
  call.bucket.uploads.delete(upload.uploadId);
  await discardParts(upload);
  return { status: 204 };
}

function findUpload({ bucket, target }: BucketCall): MultipartUpload {
  const uploadId = target.query.get('uploadId') ?? '';
  const upload = bucket.uploads.get(uploadId);
  if (upload?.key === target.key) return upload;
  throw new S3Error('NoSuchUpload', { details: { UploadId: uploadId } });
}

/** CRC64NVME exists for whole objects only, SHA1 and SHA256 only as composites; CRC32 and CRC32C are composite by default. */
function readChecksumKind(headers: BucketCall['request']['headers']): MultipartUpload['checksum'] {
  const named = headers['x-amz-checksum-algorithm'];
  if (named === undefined) return undefined;
  const algorithm = parseAlgorithm(String(named));
  const byDefault: ChecksumType = algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = headers['x-amz-checksum-type'] ?? byDefault;
  const fixed = algorithm === 'CRC64NVME' || algorithm.startsWith('SHA');
  if ((type !== 'FULL_OBJECT' && type !== 'COMPOSITE') || (fixed && type !== byDefault)) {
    throw new S3Error('InvalidRequest', {
      message: `The ${String(type)} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    });
  }
  return { algorithm, type };
}

/**
 * The parts of a COMPOSITE upload must bring its checksum; those of a FULL_OBJECT upload may leave it to S3. An upload
 * without an algorithm takes any: the AWS CLI's `deploy push` names none and sends CRC32 with the parts.
 */
function requireAlgorithm({ checksum }: MultipartUpload, actual: ChecksumAlgorithm | undefined): void {
  if (checksum === undefined || checksum.algorithm === actual) return;
  if (checksum.type === 'FULL_OBJECT' && actual === undefined) return;
  throw new S3Error('InvalidRequest', {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? 'null'}`,
  });
}

function readPartNumber(value: string | null): number {
  const number = Number(value);
  if (/^\d+$/.test(value ?? '') && number >= 1 && number <= MAX_PARTS) return number;
  throw new S3Error('InvalidArgument', {
    message: `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    details: { ArgumentName: 'partNumber', ArgumentValue: value ?? '' },
  });
}

async function storeParts(
  call: BucketCall,
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  checkCondition: () => void,
): Promise<ObjectVersion> {
  const joined = await joinParts(upload, parts, call.store.newFile());
  const digest = createHash('md5');
  for (const { eTag } of parts) digest.update(eTag, 'hex');
  const eTag = entityTag(upload.attributes.sse, `${digest.digest('hex')}-${parts.length}`);
  return storeVersion(call, { ...upload.attributes, key: upload.key, eTag, ...joined }, checkCondition);
}

async function discardParts(upload: MultipartUpload): Promise<void> {
  await discard([...upload.parts.values()].map(({ file }) => file));
}
