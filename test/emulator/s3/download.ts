import { copyFile, readFile } from 'node:fs/promises';
import type { S3Location } from '@aws-sdk/client-codedeploy';
import { type Bucket, currentObject } from './bucket.ts';
import { requireReadable } from './storage.ts';

/**
 * Fetches a revision as an instance's agent does (aws-codedeploy-agent 1.8.1, deployment_specification.rb and
 * command_executor.rb). Rejects with the agent's own message. An instance has its own role, so what the uploader is
 * denied does not matter here.
 */
export async function downloadRevision(
  buckets: ReadonlyMap<string, Bucket>,
  location: S3Location,
  toFile: string,
): Promise<void> {
  const { bucket: name, key, bundleType, version, eTag } = location;
  if (!name || !key || !bundleType) {
    throw new Error('S3Revision in Deployment Spec must specify Bucket, Key and BundleType');
  }
  if (!['tar', 'tgz', 'zip'].includes(bundleType)) {
    throw new Error('BundleType in S3Revision must be tar, tgz or zip');
  }
  const object = findObject(buckets, { bucket: name, key, version });
  await copyFile(object.file, toFile);
  if (eTag && eTag.replaceAll('"', '') !== object.eTag) {
    throw new Error(`Expected deployment artifact bundle etag ${eTag} but was actually "${object.eTag}"`);
  }
}

/** Reads an object as another service of AWS does, with a role of its own. Rejects with S3's message. */
export async function readObject(
  buckets: ReadonlyMap<string, Bucket>,
  location: ObjectLocation,
): Promise<Buffer> {
  return readFile(findObject(buckets, location).file);
}

/** An object, by its newest version when none is named. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string | undefined;
}

function findObject(
  buckets: ReadonlyMap<string, Bucket>,
  { bucket: name, key, version }: ObjectLocation,
): { readonly file: string; readonly eTag: string } {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new Error('The specified bucket does not exist');
  const object = version
    ? bucket.versions.get(key)?.find(({ versionId }) => versionId === version)
    : currentObject(bucket, key);
  if (object?.file === undefined) {
    throw new Error(version ? 'The specified version does not exist.' : 'The specified key does not exist.');
  }
  requireReadable(object.storage);
  return { file: object.file, eTag: object.eTag };
}
