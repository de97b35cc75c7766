import { explain } from '../aws/explain.ts';
import type { BundleType } from '../model/revision.ts';
import { assertBucket, type LookUpResult, lookUp, type ObjectPlace } from '../s3/store.ts';
import type { Inspect } from './inspection.ts';

export interface InspectForBucket extends Inspect {
  readonly bucket: string;
}

/** Where a bundle with this content belongs. */
export function placeFor(
  { digest, bundleType }: Pick<ObjectPlace, 'digest' | 'bundleType'>,
  { inputs, aws, signal, bucket }: InspectForBucket,
): ObjectPlace {
  const { s3Key, s3Prefix, expectedBucketOwner, kmsKeyId } = inputs;
  return {
    ...aws,
    bucket,
    key: s3Key ?? `${s3Prefix}${digest}.${bundleType}`,
    isExact: s3Key !== undefined,
    bundleType,
    digest,
    expectedBucketOwner,
    kmsKeyId,
    signal,
  };
}

/** What is in the place; `refused` when nothing can be: there is no such bucket, or S3 can't be asked. */
export async function lookBeforehand(place: ObjectPlace): Promise<LookUpResult> {
  try {
    const found = await lookUp(place);
    if (found.kind === 'nothing') await assertBucket(place);
    return found;
  } catch (error) {
    const reason = explain(error, { region: place.region });
    if (reason === undefined || place.signal.aborted) throw error;
    return { kind: 'refused', reason };
  }
}

/** Why an archive of that type is not for Windows Server. */
export function zipForWindows(bundleType: BundleType): string {
  return `bundle-type: ${bundleType} does not work with os: windows: the agent on Windows Server accepts only zip. Set bundle-type to zip.`;
}
