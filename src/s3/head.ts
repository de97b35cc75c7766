import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { httpStatusOf } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { formatRevision, type S3Revision, stripQuotes } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { describeS3Error } from './describe-error.ts';
import type { S3Request } from './remedies.ts';

/** A bundle that is in S3 already, and what its metadata tells of it. */
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
 * Looks at the object that instances will download, and pins what the revision leaves open.
 * A role that may not read it is no reason to stop, unless the owner of the bucket was to be checked: instances have their own role.
 * @throws ActionError when the object is gone, is another one, or is out of the instances' reach.
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

/** What S3 tells of the object of a revision. Errors of S3 pass as they are. */
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

/** Whether the object has to be restored before anybody can download it (S3 user guide, "Working with archived objects"). */
export function isArchived({ StorageClass, ArchiveStatus }: HeadObjectCommandOutput): boolean {
  return StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE' || ArchiveStatus !== undefined;
}

function assertRetrievable(revision: S3Revision, object: HeadObjectCommandOutput): void {
  const isRestored = object.Restore?.includes('ongoing-request="false"') ?? false;
  if (!isArchived(object) || isRestored) return;
  throw new ActionError(
    `${describeRevision(revision)} is archived (${singleLine(object.ArchiveStatus ?? object.StorageClass ?? '')}), so that instances cannot download it. Restore it, or deploy again from the commit; check the lifecycle rules of the bucket.`,
  );
}

/** HEAD has no body: the status alone says that the key, or that version of it, is not there. */
function describeMissing(error: unknown, { revision, region }: FindBundle): string | undefined {
  const status = httpStatusOf(error);
  if (status === 404 || status === 405) {
    return `${describeRevision(revision)} does not exist in ${region}: it was removed, or the bucket, key or version is wrong. Check the revision input, and the lifecycle rules of the bucket.`;
  }
  return undefined;
}

/** The bundle that an answer to HEAD tells of, pinned. */
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
