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

/** Where a bundle with a certain content belongs. */
export interface ObjectPlace {
  readonly s3: S3Client;
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
  /** Whether the user has set the key, so that it need not identify the content. */
  readonly isExact: boolean;
  readonly bundleType: BundleType;
  /** The digest of the content (see `contentDigest`), which the object has in its metadata. */
  readonly digest: string;
  readonly expectedBucketOwner?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly signal: AbortSignal;
}

/** A pinned bundle in the bucket. */
export interface Stored {
  readonly revision: S3Revision;
  /** In hexadecimal. */
  readonly sha256?: string;
}

/** What `lookUp` found in a place. */
export type LookUpResult =
  /** `upload`: the id that its upload wrote into the metadata. */
  | { readonly kind: 'same'; readonly stored: Stored; readonly upload: string | undefined }
  /** An object with other content, or one that instances could not use. */
  | { readonly kind: 'other' }
  | { readonly kind: 'nothing' }
  /** The role is not allowed to look. */
  | { readonly kind: 'unknown' }
  /** Nothing can be there. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Checks, with one request, whether a bundle with that content is there. */
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
    const isInRegion = !(error instanceof Error && isElsewhere(error, region));
    // The answer to HEAD gives no reason. The upload will.
    if (status === 403 || (status === 400 && isInRegion)) return { kind: 'unknown' };
    const request = { action: 's3:GetObject', bucket, key, region, expectedBucketOwner } as const;
    const text = describeS3Error(error, request);
    throw text === undefined ? error : new ActionError(text, { cause: error });
  }
}

/**
 * Checks that the bucket exists after `lookUp` found nothing: HEAD gives the same answer for a missing bucket.
 * @throws ActionError when there is no such bucket.
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
  /** What an earlier `lookUp` found there. */
  readonly found: LookUpResult;
  readonly bundle: Bundle;
  /** What it was made of, where that is known. */
  readonly commit: { readonly sha: string; readonly repository: string } | undefined;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly saveParts: UploadBundle['saveParts'];
}

/** Milliseconds before each retry of an upload that collides with another run's. */
const pauses = [500, 1_000];

/**
 * Uploads the bundle to its place. If another run uploads it at the same time, or the answer to an upload is lost, the
 * object that is there in the end counts.
 * @throws ActionError when S3 refuses it.
 */
export async function storeBundle(options: StoreBundle): Promise<Stored & { readonly uploaded: boolean }> {
  const { place, bundle, log } = options;
  const { key, isExact, signal } = place;
  const upload = randomUUID();
  let known = options.found;
  const attempt = async (number: number) => {
    // Never overwrite a key that identifies the content, unless an object with other content is there.
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
        log(`Another upload to ${singleLine(key)} is in the way: ${singleLine(messageOf(error))}`);
      return new Again(error);
    }
  };
  return await retry(attempt, { pauses, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}

/** Looks up the place again after `reason`. @throws `reason` when the lookup fails. */
async function lookAgain(place: ObjectPlace, reason: unknown): Promise<LookUpResult> {
  try {
    return await lookUp(place);
  } catch {
    place.signal.throwIfAborted();
    throw reason;
  }
}
