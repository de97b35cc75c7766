import { copyFile } from 'node:fs/promises';
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
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new Error('The specified bucket does not exist');
  const object = version
    ? bucket.versions.get(key)?.find(({ versionId }) => versionId === version)
    : currentObject(bucket, key);
  if (object?.file === undefined) {
    throw new Error(version ? 'The specified version does not exist.' : 'The specified key does not exist.');
  }
  requireReadable(object.storage);
  await copyFile(object.file, toFile);
  if (eTag && eTag.replaceAll('"', '') !== object.eTag) {
    throw new Error(`Expected deployment artifact bundle etag ${eTag} but was actually "${object.eTag}"`);
  }
}
