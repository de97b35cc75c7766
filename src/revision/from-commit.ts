import { explain } from '../aws/explain.ts';
import { findProblems, operatingSystemOf, withLinkTargets } from '../bundle/appspec-check.ts';
import { contentDigest } from '../bundle/digest.ts';
import { createScratch } from '../bundle/scratch.ts';
import { selectFiles } from '../bundle/select.ts';
import { contentWarnings } from '../bundle/warnings.ts';
import type { Commit } from '../git/commit.ts';
import { assertBucket, type LookUpResult, lookUp, type ObjectPlace } from '../s3/store.ts';
import { type Inspect, type InspectedBundle, toRevisionCommit } from './inspection.ts';

/**
 * Inspects the checked-out commit for a bundle: which files it would contain, and what the bucket has under its key.
 * @throws ActionError when there is nothing to package.
 */
export async function inspectCommitForBundle(
  commit: Commit,
  options: Inspect & { readonly bucket: string },
): Promise<InspectedBundle> {
  const { inputs, context, warn } = options;
  await using stack = new AsyncDisposableStack();
  const { directory } = stack.use(await createScratch(context.temporaryDirectory));
  const { entries, changed } = await selectFiles(commit, inputs, directory);
  const files = await withLinkTargets(entries, directory);
  for (const warning of contentWarnings({ changed, files })) warn(warning);
  const source = { entries, files, directory };
  const problems = inputs.appspecCheck === 'off' ? [] : await findProblems(source, inputs);
  const obstacles: string[] = [];
  if (inputs.bundleType !== 'zip' && (await operatingSystemOf(source)) === 'windows') {
    obstacles.push(
      `bundle-type: ${inputs.bundleType} does not work with os: windows: the agent on Windows Server accepts only zip. Set bundle-type to zip.`,
    );
  }
  const place = placeFor(contentDigest(inputs.bundleType, entries), options);
  const found = await lookBeforehand(place);
  if (found.kind === 'refused') obstacles.push(found.reason);
  const scratch = stack.move();
  return {
    kind: 'bundle',
    commit: toRevisionCommit(commit, context),
    problems,
    obstacles,
    entries,
    directory,
    place,
    found,
    [Symbol.asyncDispose]: () => scratch.disposeAsync(),
  };
}

/** The bucket and key for a bundle with this content. */
function placeFor(
  digest: string,
  { inputs, aws, signal, bucket }: Inspect & { readonly bucket: string },
): ObjectPlace {
  const { s3Key, s3Prefix, bundleType, expectedBucketOwner, kmsKeyId } = inputs;
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

/** Looks up the bundle's key; `refused` when the bucket does not exist or S3 cannot be asked. */
async function lookBeforehand(place: ObjectPlace): Promise<LookUpResult> {
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
