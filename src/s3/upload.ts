import { createReadStream } from 'node:fs';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Bundle } from '../archive/create-bundle.ts';
import { after } from '../control/cancellation.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import { type BundleType, type S3Revision, stripQuotes } from '../model/revision.ts';
import { formatBytes } from '../text/bytes.ts';
import { singleLine } from '../text/escape.ts';
import { describeS3Error } from './describe-error.ts';

export interface UploadBundle {
  readonly s3: S3Client;
  readonly region: string;
  readonly bundle: Pick<Bundle, 'file' | 'type' | 'size' | 'sha256'>;
  readonly bucket: string;
  readonly key: string;
  /** The digest of the content: packaging the same content again gives the same digest. */
  readonly digest: string;
  /** Distinguishes this upload from others of the same content. */
  readonly upload: string;
  /** Whether S3 should refuse the upload if the key already has an object. */
  readonly ifNoneMatch: boolean;
  /** What it was made of, where that is known. */
  readonly commit: { readonly sha: string; readonly repository: string } | undefined;
  readonly expectedBucketOwner?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Saves a multipart upload when it begins, and `undefined` when none of its parts are left. */
  readonly saveParts: (upload: PartsUpload | undefined) => void;
}

/** A multipart upload that is neither completed nor aborted. */
export interface PartsUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly expectedBucketOwner?: string | undefined;
}

const mebibyte = 1024 * 1024;
/** S3 accepts at most 10,000 parts, of at least 5 MiB each. Four of them are in memory at a time. */
const mostParts = 10_000;
const smallestPart = 5 * mebibyte;
const contentTypes: Record<BundleType, string> = {
  zip: 'application/zip',
  tgz: 'application/gzip',
  tar: 'application/x-tar',
};
/** Milliseconds after an interruption for S3 to confirm that a multipart upload has begun, or that its parts are gone. */
const createGrace = 2_000;
const abortGrace = 5_000;
/** Milliseconds between two lines about an upload. */
const progressInterval = 5_000;

/**
 * Uploads the bundle, in parts if it is large. An upload that fails or is aborted leaves no parts in the bucket.
 * @returns the revision, pinned to the object that was written.
 * @throws ActionError when S3 refuses it.
 */
export async function uploadBundle(options: UploadBundle): Promise<S3Revision> {
  const { region, bundle, bucket, key, expectedBucketOwner, kmsKeyId, signal } = options;
  try {
    const { ETag, VersionId } = await send(options);
    const eTag = stripQuotes(ETag);
    if (!eTag) {
      throw new ActionError(
        `S3 accepted s3://${bucket}/${singleLine(key)} but gave no eTag, so the bundle cannot be pinned. If a proxy or a service other than S3 answered, it must return the ETag header.`,
      );
    }
    const versionId = VersionId === 'null' ? undefined : VersionId;
    return { type: 'S3', bucket, key, bundleType: bundle.type, eTag, versionId };
  } catch (error) {
    signal.throwIfAborted();
    const request = { action: 's3:PutObject', bucket, key, region, expectedBucketOwner, kmsKeyId } as const;
    const text = describeS3Error(error, request);
    throw text === undefined ? error : new ActionError(text, { cause: error });
  }
}

async function send({ s3, bundle, bucket, key, signal, log, warn, saveParts, ...options }: UploadBundle) {
  const { Upload } = await import('@aws-sdk/lib-storage');
  const body = createReadStream(bundle.file, { highWaterMark: mebibyte / 4 });
  const upload = new Upload({
    client: abortable(s3, { signal, warn, saveParts }),
    partSize: partSize(bundle.size),
    params: {
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentTypes[bundle.type],
      ChecksumAlgorithm: 'SHA256',
      Metadata: metadata({ bundle, ...options }),
      ...(options.ifNoneMatch && { IfNoneMatch: '*' }),
      ...(options.expectedBucketOwner && { ExpectedBucketOwner: options.expectedBucketOwner }),
      ...(options.kmsKeyId && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: options.kmsKeyId }),
    },
  });
  let last = Date.now();
  upload.on('httpUploadProgress', ({ loaded = 0 }) => {
    if (Date.now() - last < progressInterval || loaded >= bundle.size) return;
    last = Date.now();
    log(progressLine({ loaded, total: bundle.size }));
  });
  try {
    return await upload.done();
  } finally {
    body.destroy();
  }
}

type MetadataSource = Pick<UploadBundle, 'bundle' | 'commit' | 'digest' | 'upload'>;

function metadata({ bundle, commit, digest, upload }: MetadataSource): Record<string, string> {
  const origin = commit && { commit: commit.sha, repository: commit.repository };
  return { ...origin, sha256: bundle.sha256, digest, upload };
}

/** The bytes of one part, in whole MiB. */
export function partSize(size: number): number {
  return Math.max(smallestPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);
}

/** `Uploaded 45.0 MB of 300.0 MB (15 %)` */
export function progressLine({ loaded, total }: { loaded: number; total: number }): string {
  return `Uploaded ${formatBytes(loaded)} of ${formatBytes(total)} (${Math.floor((loaded / total) * 100)} %)`;
}

/**
 * Wraps the client so that the signal aborts every request that sends bytes. lib-storage cannot pass a signal: its own
 * abort returns at once, but the parts in flight, and so the whole upload, go on in the background. The requests that
 * create and abort a multipart upload get some extra time, so that no upload stays open.
 */
function abortable(
  client: S3Client,
  { signal, warn, saveParts }: Pick<UploadBundle, 'signal' | 'warn' | 'saveParts'>,
): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    if (command instanceof CreateMultipartUploadCommand) {
      const answer = await client.send(command, { abortSignal: after(signal, createGrace) });
      saveParts(partsOf({ ...command.input, UploadId: answer.UploadId }));
      return answer;
    }
    if (command instanceof AbortMultipartUploadCommand) {
      const upload = partsOf(command.input);
      const isRemoved = await removeParts(client, upload, { signal: after(signal, abortGrace), warn });
      if (isRemoved) saveParts(undefined);
      return {};
    }
    const answer = await client.send(command, { abortSignal: signal });
    if (command instanceof CompleteMultipartUploadCommand) saveParts(undefined);
    return answer;
  };
  return Object.create(client, { send: { value: send } });
}

interface PartsInput {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly UploadId: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

function partsOf({ Bucket = '', Key = '', UploadId = '', ExpectedBucketOwner }: PartsInput): PartsUpload {
  return { bucket: Bucket, key: Key, uploadId: UploadId, expectedBucketOwner: ExpectedBucketOwner };
}

/** Removes the parts of an upload from the bucket. Returns whether none are left, and warns if some may be. */
export async function removeParts(
  s3: S3Client,
  { bucket, key, uploadId, expectedBucketOwner }: PartsUpload,
  { signal, warn }: { signal: AbortSignal; warn: (line: string) => void },
): Promise<boolean> {
  const command = new AbortMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    ...(expectedBucketOwner && { ExpectedBucketOwner: expectedBucketOwner }),
  });
  try {
    await s3.send(command, { abortSignal: signal });
    return true;
  } catch (error) {
    // It was completed after all, or is already gone.
    if (error instanceof Error && error.name === 'NoSuchUpload') return true;
    warn(
      `The parts of an unfinished upload stay in s3://${bucket}/${singleLine(key)} (upload ${singleLine(uploadId)}): ${singleLine(messageOf(error))}. The role needs s3:AbortMultipartUpload; a lifecycle rule (AbortIncompleteMultipartUpload) removes them too.`,
    );
    return false;
  }
}
