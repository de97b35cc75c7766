import { type Bundle, createBundle, createScratch } from '../archive/create-bundle.ts';
import { findProblems, operatingSystemOf, withLinkTargets } from '../bundle/appspec-check.ts';
import { contentDigest } from '../bundle/digest.ts';
import { contentOf } from '../bundle/select.ts';
import { tellContent } from '../bundle/warnings.ts';
import { ActionError } from '../control/errors.ts';
import type { Commit } from '../git/commit.ts';
import { assertBucket, type Found, lookUp, type Place, type Stored, storeBundle } from '../s3/store.ts';
import { formatBytes } from '../text/bytes.ts';
import { singleLine } from '../text/escape.ts';
import { commitOf, type Resolve, type ResolvedRevision } from './resolved.ts';

/**
 * The commit as a bundle in the bucket: packaged and uploaded, unless the bucket has a bundle of the same content.
 * @throws ActionError when it cannot be deployed; nothing is uploaded then.
 */
export async function packaged(commit: Commit, bucket: string, options: Resolve): Promise<ResolvedRevision> {
  const { inputs, context, aws, signal, log, warn, onParts, onProblems, onObstacle, beforeUpload } = options;
  await using scratch = await createScratch(context.temporaryDirectory);
  const { directory } = scratch;
  const content = await contentOf(commit, inputs, directory);
  const { entries } = content;
  const files = await withLinkTargets(entries, directory);
  tellContent({ ...content, files }, warn);
  const of = commitOf(commit, context);
  const source = { entries, files, directory };
  if (inputs.appspecCheck !== 'off') onProblems(await findProblems(source, inputs));
  if (inputs.bundleType !== 'zip' && (await operatingSystemOf(source)) === 'windows') {
    onObstacle(
      `bundle-type: ${inputs.bundleType} is not for os: windows: the agent on Windows Server takes zip alone. Set bundle-type to zip.`,
    );
  }
  const digest = contentDigest(inputs.bundleType, entries);
  const place: Place = {
    s3: aws.s3,
    region: aws.region,
    bucket,
    key: inputs.s3Key ?? `${inputs.s3Prefix}${digest}.${inputs.bundleType}`,
    isExact: inputs.s3Key !== undefined,
    bundleType: inputs.bundleType,
    digest,
    expectedBucketOwner: inputs.expectedBucketOwner,
    kmsKeyId: inputs.kmsKeyId,
    signal,
  };
  const found = await lookBeforehand(place);
  if (found.kind === 'refused') onObstacle(found.reason);
  await beforeUpload();
  if (found.kind === 'same') {
    log(`The same content is in ${describe(found.stored)} already. Nothing is uploaded.`);
    if (!inputs.dryRun) return { ...found.stored, commit: of, uploaded: false };
  }
  const bundle = await createBundle({ entries, type: inputs.bundleType, directory, signal });
  log(
    `Packaged ${bundle.files} ${bundle.files === 1 ? 'file' : 'files'}, ${formatBytes(bundle.size)} (sha256 ${bundle.sha256})`,
  );
  const { files: count, size, largest } = bundle;
  const packaged = { commit: of, bundle: { files: count, size, largest } };
  if (inputs.dryRun) return { ...packaged, ...planned(place, { found, bundle }), uploaded: false };
  const stored = await storeBundle({ place, found, bundle, commit: of, log, warn, onParts });
  log(
    stored.uploaded
      ? `Uploaded to ${describe(stored)}`
      : `Another run has uploaded the same content to ${describe(stored)} meanwhile.`,
  );
  return { ...stored, ...packaged };
}

/** What is in the place, when it can be one: in a bucket that is there, in the region. */
async function lookBeforehand(place: Place): Promise<Found> {
  try {
    const found = await lookUp(place);
    if (found.kind === 'nothing') await assertBucket(place);
    return found;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}

/** The bundle in its place, as far as is known without an upload. */
function planned(
  { bucket, key, bundleType }: Place,
  { found, bundle: { sha256 } }: { found: Found; bundle: Bundle },
): Pick<ResolvedRevision, 'revision' | 'sha256' | 'found'> {
  const stored =
    found.kind === 'same'
      ? found.stored
      : ({ revision: { type: 'S3', bucket, key, bundleType }, sha256 } as const);
  return { ...stored, found: found.kind };
}

function describe({ revision }: Pick<Stored, 'revision'>): string {
  const { bucket, key, versionId } = revision;
  return `s3://${bucket}/${singleLine(key)}${versionId ? ` (version ${singleLine(versionId)})` : ''}`;
}
