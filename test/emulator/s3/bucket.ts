import { randomBytes } from 'node:crypto';
import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksum.ts';
import type { Storage } from './storage.ts';

export type VersioningStatus = 'Enabled' | 'Suspended';

/** How an object is encrypted; S3 uses AES256 when nobody says otherwise. */
export interface Encryption {
  readonly algorithm: string;
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

/** What a client says about an object when it starts to upload it. */
export interface ObjectAttributes {
  /** Cache-Control, Content-Type and the like, in lower case; given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata: the names after `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The x-amz-tagging header as it came. */
  readonly tagging?: string;
  readonly storage: Storage;
  readonly sse: Encryption;
}

/** A stored version of an object. */
export interface ObjectVersion extends ObjectAttributes {
  readonly key: string;
  /** `null` for what was written while the bucket was not versioned. */
  readonly versionId: string;
  /** Without quotes. */
  readonly eTag: string;
  readonly size: number;
  readonly checksum: Checksum;
  readonly lastModified: Date;
  /** The bytes. */
  readonly file: string;
}

/** What DeleteObject leaves in a versioned bucket. */
export interface DeleteMarker {
  readonly key: string;
  readonly versionId: string;
  readonly file?: never;
}

export interface UploadedPart {
  readonly eTag: string;
  readonly size: number;
  readonly checksum: Checksum;
  readonly file: string;
}

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: Date;
  readonly attributes: ObjectAttributes;
  /** Undefined when the client named no algorithm. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined;
  readonly parts: Map<number, UploadedPart>;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Account id. */
  readonly owner: string;
  readonly created: Date;
  versioning: VersioningStatus | undefined;
  /** By key, newest first. */
  readonly versions: Map<string, readonly (ObjectVersion | DeleteMarker)[]>;
  readonly uploads: Map<string, MultipartUpload>;
  /** How many times each key was deleted: a conditional write notices a deletion that happened meanwhile. */
  readonly deletions: Map<string, number>;
}

export function newBucket(bucket: Pick<Bucket, 'name' | 'region' | 'owner' | 'versioning'>): Bucket {
  return { ...bucket, created: new Date(), versions: new Map(), uploads: new Map(), deletions: new Map() };
}

/** The newest version of a key; undefined when there is none or when it was deleted. */
export function currentObject(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.versions.get(key)?.[0];
  return newest?.file === undefined ? undefined : newest;
}

/** Every object that a listing shows, in the order of the keys' UTF-8 bytes. */
export function currentObjects(bucket: Bucket): ObjectVersion[] {
  return [...bucket.versions.keys()]
    .flatMap((key) => currentObject(bucket, key) ?? [])
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

/** Adds a version and returns the files of those that it replaced. */
export function addVersion(bucket: Bucket, version: ObjectVersion | DeleteMarker): string[] {
  const older = bucket.versions.get(version.key) ?? [];
  const kept = older.filter(({ versionId }) => versionId !== version.versionId);
  bucket.versions.set(version.key, [version, ...kept]);
  return older.filter((other) => !kept.includes(other)).flatMap(({ file }) => file ?? []);
}

/** Moves the newest version of a key, as a lifecycle rule or a restore does. */
export function moveObject({ versions }: Bucket, key: string, storage: Storage): void {
  const [newest, ...older] = versions.get(key) ?? [];
  if (newest?.file === undefined) throw new Error(`There is no object ${key} to be moved.`);
  versions.set(key, [{ ...newest, storage }, ...older]);
}

/** Removes one version for good and returns it; undefined when there is none with that id. */
export function removeVersion(
  bucket: Bucket,
  key: string,
  versionId: string,
): ObjectVersion | DeleteMarker | undefined {
  const versions = bucket.versions.get(key) ?? [];
  const removed = versions.find((version) => version.versionId === versionId);
  const kept = versions.filter((version) => version !== removed);
  if (kept.length > 0) bucket.versions.set(key, kept);
  else bucket.versions.delete(key);
  return removed;
}

/** The id of the next version: S3 calls every version `null` unless versioning is enabled. */
export function nextVersionId(bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
}

/** The header that names a version, present once versioning was ever turned on. */
export function versionHeader(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
}
