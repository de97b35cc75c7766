import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { formatRevision, type S3Revision, stripQuotes } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { describeS3Error } from './describe-error.ts';
import type { S3Request } from './remedies.ts';

/** A bundle that is already in S3, with what its metadata says about it. */
export interface ExistingBundle {
  readonly revision: S3Revision;
  readonly commit?: { readonly repository: string; readonly sha: string };
  readonly sha256?: string;
}

export interface FindBundle {
  readonly s3: S3Client;
  readonly region: string;
  readonly revision: S3Revision;
  readonly expectedBucketOwner?: string | undefined;
  readonly signal: AbortSignal;
  readonly warn: (line: string) => void;
}

/**
 * Looks up the object that instances will download, and pins what the revision leaves open. If the role may not read
 * it, this only warns, because instances have their own role; but with an owner of the bucket to check, it throws.
 * @throws ActionError when the object is gone, is a different one, or cannot be downloaded by instances.
 */
export async function findBundle(options: FindBundle): Promise<ExistingBundle> {
  const { region, revision, expectedBucketOwner, signal, warn } = options;
  const { bucket, key, versionId } = revision;
  const action = versionId ? 's3:GetObjectVersion' : 's3:GetObject';
  const request: S3Request = { action, bucket, key, region, expectedBucketOwner };
  try {
    const object = await head(options);
    assertRetrievable(revision, object);
    return existingBundle(revision, object);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ActionError) throw error;
    const text = describeMissing(error, options) ?? describeS3Error(error, request);
    if (text === undefined) throw error;
    if (httpStatusOf(error) !== 403 || expectedBucketOwner) throw new ActionError(text, { cause: error });
    warn(`${text} The revision is deployed as it was given, without a check that it exists.`);
    return { revision };
  }
}

/** Sends HEAD for the object of a revision. Throws S3's errors as they are. */
export async function head({
  s3,
  revision,
  expectedBucketOwner,
  signal,
}: Omit<FindBundle, 'region' | 'warn'>): Promise<HeadObjectCommandOutput> {
  const command = new HeadObjectCommand({
    Bucket: revision.bucket,
    Key: revision.key,
    ...(revision.versionId && { VersionId: revision.versionId }),
    ...(expectedBucketOwner && { ExpectedBucketOwner: expectedBucketOwner }),
  });
  return s3.send(command, { abortSignal: signal });
}

/** Whether the object must be restored before anybody can download it (S3 user guide, "Working with archived objects"). */
export function isArchived({ StorageClass, ArchiveStatus }: HeadObjectCommandOutput): boolean {
  return StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE' || ArchiveStatus !== undefined;
}

function assertRetrievable(revision: S3Revision, object: HeadObjectCommandOutput): void {
  const isRestored = object.Restore?.includes('ongoing-request="false"') ?? false;
  if (!isArchived(object) || isRestored) return;
  throw new ActionError(
    `${describeRevision(revision)} is archived (${singleLine(object.ArchiveStatus ?? object.StorageClass ?? '')}), so instances cannot download it. Restore it, or deploy again from the commit; check the lifecycle rules of the bucket.`,
  );
}

/** HEAD has no body, so only the status says that the key or the version is missing. */
function describeMissing(error: unknown, { revision, region }: FindBundle): string | undefined {
  const status = httpStatusOf(error);
  if (status === 404 || status === 405) {
    return `${describeRevision(revision)} does not exist in ${region}: it was removed, or the bucket, key or version is wrong. Check the revision input, and the lifecycle rules of the bucket.`;
  }
  return undefined;
}

/** The bundle that an answer to HEAD describes, pinned. */
export function existingBundle(
  revision: S3Revision,
  { ETag, VersionId, Metadata = {} }: HeadObjectCommandOutput,
): ExistingBundle {
  const eTag = stripQuotes(ETag);
  if (revision.eTag && eTag !== revision.eTag) {
    throw new ActionError(
      `${describeRevision(revision)} is not the bundle that the revision names: its eTag is ${singleLine(eTag ?? '(none)')}, not ${singleLine(revision.eTag)}. It was overwritten. Deploy it again from the commit, or keep versions in the bucket.`,
    );
  }
  const { commit: sha = '', repository = '', sha256 = '' } = Metadata;
  return {
    revision: {
      ...revision,
      eTag,
      versionId: revision.versionId ?? (VersionId === 'null' ? undefined : VersionId),
    },
    ...(/^[0-9a-f]{40}$/.test(sha) &&
      /^[\w.-]+\/[\w.-]+$/.test(repository) && { commit: { repository, sha } }),
    ...(/^[0-9a-f]{64}$/.test(sha256) && { sha256 }),
  };
}

function describeRevision(revision: S3Revision): string {
  return singleLine(formatRevision({ ...revision, eTag: undefined }));
}
