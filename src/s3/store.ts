import { randomUUID } from 'node:crypto';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Bundle } from '../archive/create-bundle.ts';
import { httpStatusOf } from '../aws/error-kinds.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import { Again, retry } from '../control/retry.ts';
import type { BundleType, S3Revision } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { describeS3Error } from './describe-error.ts';
import { existingBundle, head, isArchived } from './head.ts';
import { isElsewhere } from './remedies.ts';
import { type UploadBundle, uploadBundle } from './upload.ts';

/** Where the bundle of a content belongs. */
export interface ObjectPlace {
  readonly s3: S3Client;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** The user has set the key, which need not tell the content. */
  readonly isExact: boolean;
  readonly bundleType: BundleType;
  /** Of the content: see `contentDigest`. The object has it in its metadata. */
  readonly digest: string;
  readonly expectedBucketOwner?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly signal: AbortSignal;
}

/** A bundle in the bucket, pinned. */
export interface Stored {
  readonly revision: S3Revision;
  /** In hexadecimal. */
  readonly sha256?: string;
}

/** What is in a place. */
export type LookUpResult =
  /** `upload`: the id that its upload wrote into the metadata. */
  | { readonly kind: 'same'; readonly stored: Stored; readonly upload: string | undefined }
  /** An object of another content, or one that instances could not use. */
  | { readonly kind: 'other' }
  | { readonly kind: 'nothing' }
  /** The role may not look. */
  | { readonly kind: 'unknown' }
  /** Nothing can be there. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Looks, with one request, whether a bundle of that content is there. */
export async function lookUp(place: ObjectPlace): Promise<LookUpResult> {
  const { s3, region, bucket, key, bundleType, digest, kmsKeyId, expectedBucketOwner, signal } = place;
  const revision: S3Revision = { type: 'S3', bucket, key, bundleType };
  try {
    const object = await head({ s3, revision, expectedBucketOwner, signal });
    const { Metadata, ServerSideEncryption } = object;
    const isEncrypted = kmsKeyId === undefined || (ServerSideEncryption?.startsWith('aws:kms') ?? false);
    const { revision: pinned, sha256 } = existingBundle(revision, object);
    if (Metadata?.['digest'] !== digest || isArchived(object) || !isEncrypted || !sha256)
      return { kind: 'other' };
    return { kind: 'same', stored: { revision: pinned, sha256 }, upload: Metadata['upload'] };
  } catch (error) {
    signal.throwIfAborted();
    const status = httpStatusOf(error);
    if (status === 404) return { kind: 'nothing' };
    const isInPlace = !(error instanceof Error && isElsewhere(error, region));
    // The answer to HEAD has no reason. What it is, the upload will tell.
    if (status === 403 || (status === 400 && isInPlace)) return { kind: 'unknown' };
    const request = { action: 's3:GetObject', bucket, key, region, expectedBucketOwner } as const;
    const text = describeS3Error(error, request);
    throw text === undefined ? error : new ActionError(text, { cause: error });
  }
}

/**
 * That there is a bucket in which nothing was found. HEAD has the same answer for a bucket that is not there.
 * @throws ActionError when there is none.
 */
export async function assertBucket({
  s3,
  region,
  bucket,
  key,
  expectedBucketOwner,
  signal,
}: ObjectPlace): Promise<void> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    Range: 'bytes=0-0',
    ExpectedBucketOwner: expectedBucketOwner,
  });
  try {
    const { Body } = await s3.send(command, { abortSignal: signal });
    await Body?.transformToByteArray();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || error.name !== 'NoSuchBucket') return;
    const request = { action: 's3:GetObject', bucket, key, region, expectedBucketOwner } as const;
    throw new ActionError(describeS3Error(error, request) ?? messageOf(error), { cause: error });
  }
}

export interface StoreBundle {
  readonly place: ObjectPlace;
  /** What is there as far as is known. */
  readonly found: LookUpResult;
  readonly bundle: Bundle;
  /** What it was made of, where that is known. */
  readonly commit: { readonly sha: string; readonly repository: string } | undefined;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly saveParts: UploadBundle['saveParts'];
}

/** Milliseconds before each further attempt at an upload that another run disturbs. */
const pauses = [500, 1_000];

/**
 * Uploads the bundle to where it belongs. When another run does the same at the same time, or the answer to an upload is
 * lost, the object that is there in the end is what counts.
 * @throws ActionError when S3 refuses it.
 */
export async function storeBundle(options: StoreBundle): Promise<Stored & { readonly uploaded: boolean }> {
  const { place, bundle, log } = options;
  const { key, isExact, signal } = place;
  const upload = randomUUID();
  let known = options.found;
  const attempt = async (number: number) => {
    // A key that tells the content is never overwritten, unless there is something else under it.
    const ifNoneMatch = !isExact && (known.kind === 'nothing' || (known.kind === 'unknown' && number === 1));
    try {
      const revision = await uploadBundle({ ...options, ...place, upload, ifNoneMatch });
      return { revision, sha256: bundle.sha256, uploaded: true };
    } catch (error) {
      signal.throwIfAborted();
      const status = httpStatusOf(error instanceof Error ? error.cause : undefined);
      if (status === 401 || status === 403) throw error;
      known = await lookAgain(place, error);
      if (known.kind === 'same') return { ...known.stored, uploaded: known.upload === upload };
      if (status !== 409 && status !== 412) throw error;
      if (number <= pauses.length)
        log(`Another upload is in the way of ${singleLine(key)}: ${singleLine(messageOf(error))}`);
      return new Again(error);
    }
  };
  return await retry(attempt, { pauses, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** @throws `reason`, for which the role looks again, when it can't look. */
async function lookAgain(place: ObjectPlace, reason: unknown): Promise<LookUpResult> {
  try {
    return await lookUp(place);
  } catch {
    place.signal.throwIfAborted();
    throw reason;
  }
}
