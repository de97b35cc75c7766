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
  /** Of the content, which a bundle that is packed anew has again. */
  readonly digest: string;
  /** Tells this upload from others of the same content. */
  readonly upload: string;
  /** Whether S3 shall refuse it when the key has an object. */
  readonly ifNoneMatch: boolean;
  /** What it was made of, where that is known. */
  readonly commit: { readonly sha: string; readonly repository: string } | undefined;
  readonly expectedBucketOwner?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Saves an upload in parts when it begins, and `undefined` when none of its parts is left. */
  readonly saveParts: (upload: PartsUpload | undefined) => void;
}

/** An upload in parts that is neither completed nor removed. */
export interface PartsUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly expectedBucketOwner?: string | undefined;
}

const mebibyte = 1024 * 1024;
/** S3 takes 10,000 parts at most, of 5 MiB at least. Four of them are in memory at a time. */
const mostParts = 10_000;
const smallestPart = 5 * mebibyte;
const contentTypes: Record<BundleType, string> = {
  zip: 'application/zip',
  tgz: 'application/gzip',
  tar: 'application/x-tar',
};
/** Milliseconds after an interruption for S3 to say that an upload in parts has begun, and that its parts are removed. */
const timeForBeginning = 2_000;
const timeForRemoval = 5_000;
/** Milliseconds between two lines about an upload. */
const progressInterval = 5_000;

/**
 * Uploads the bundle, in parts when it is large. An upload that fails or is aborted leaves no parts in the bucket.
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
        `S3 took s3://${bucket}/${singleLine(key)} but gave no eTag, so the bundle cannot be pinned. If a proxy or a service other than S3 answers, it must return the ETag header.`,
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

type Told = Pick<UploadBundle, 'bundle' | 'commit' | 'digest' | 'upload'>;

function metadata({ bundle, commit, digest, upload }: Told): Record<string, string> {
  const origin = commit && { commit: commit.sha, repository: commit.repository };
  return { ...origin, sha256: bundle.sha256, digest, upload };
}

/** Bytes of one part, a whole number of MiB. */
export function partSize(size: number): number {
  return Math.max(smallestPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);
}

/** `Uploaded 45.0 MB of 300.0 MB (15 %)` */
export function progressLine({ loaded, total }: { loaded: number; total: number }): string {
  return `Uploaded ${formatBytes(loaded)} of ${formatBytes(total)} (${Math.floor((loaded / total) * 100)} %)`;
}

/**
 * The client with the signal for every request that sends bytes. lib-storage has no way to pass one: its own abort gives up
 * at once and leaves the parts that are under way, and so the whole upload, to go on behind its back. The requests that
 * begin and remove an upload in parts have some time more, so that none stays open.
 */
function abortable(
  client: S3Client,
  { signal, warn, saveParts }: Pick<UploadBundle, 'signal' | 'warn' | 'saveParts'>,
): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    if (command instanceof CreateMultipartUploadCommand) {
      const answer = await client.send(command, { abortSignal: after(signal, timeForBeginning) });
      saveParts(partsOf({ ...command.input, UploadId: answer.UploadId }));
      return answer;
    }
    if (command instanceof AbortMultipartUploadCommand) {
      const upload = partsOf(command.input);
      const isRemoved = await removeParts(client, upload, { signal: after(signal, timeForRemoval), warn });
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

/** Removes what an upload has left in the bucket; tells whether nothing is left, and warns when there may be. */
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
    // It was completed after all, or is gone already.
    if (error instanceof Error && error.name === 'NoSuchUpload') return true;
    warn(
      `The parts of an unfinished upload stay in s3://${bucket}/${singleLine(key)} (upload ${singleLine(uploadId)}): ${singleLine(messageOf(error))}. The role needs s3:AbortMultipartUpload; a lifecycle rule (AbortIncompleteMultipartUpload) removes them too.`,
    );
    return false;
  }
}
