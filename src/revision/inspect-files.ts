import { appSpecSource, findProblems, operatingSystemOf } from '../bundle/appspec-check.ts';
import { contentDigest } from '../bundle/digest.ts';
import type { Entry } from '../bundle/entry.ts';
import { createScratch } from '../bundle/scratch.ts';
import type { SelectedFiles } from '../bundle/select.ts';
import { contentWarnings } from '../bundle/warnings.ts';
import { counted, fileNouns } from '../model/nouns.ts';
import { formatBytes } from '../text/bytes.ts';
import type { InspectedBundle, PackBundle, RevisionCommit } from './inspection.ts';
import { type InspectForBucket, lookBeforehand, placeFor, zipForWindows } from './place.ts';

/** Files for a bundle, and what is known of them. */
export interface FilesToPack extends SelectedFiles {
  readonly commit?: RevisionCommit;
  readonly madeOf?: string;
}

/**
 * Files as a bundle in the bucket: what it would hold, and what is in its place. `select` gets a directory for temporary
 * files.
 * @throws ActionError when there is nothing that could be packaged.
 */
export async function inspectFiles(
  select: (directory: string) => Promise<FilesToPack>,
  options: InspectForBucket,
): Promise<InspectedBundle> {
  const { inputs, context, warn } = options;
  await using stack = new AsyncDisposableStack();
  const { directory } = stack.use(await createScratch(context.temporaryDirectory));
  const { entries, changed, commit, madeOf } = await select(directory);
  const source = await appSpecSource(entries, directory);
  for (const warning of contentWarnings({ changed, files: source.files })) warn(warning);
  const problems = inputs.appspecCheck === 'off' ? [] : await findProblems(source, inputs);
  const { bundleType } = inputs;
  const obstacles =
    bundleType !== 'zip' && (await operatingSystemOf(source)) === 'windows'
      ? [zipForWindows(bundleType)]
      : [];
  const place = placeFor({ digest: contentDigest(bundleType, entries), bundleType }, options);
  const found = await lookBeforehand(place);
  if (found.kind === 'refused') obstacles.push(found.reason);
  const scratch = stack.move();
  return {
    kind: 'bundle',
    commit,
    madeOf,
    problems,
    obstacles,
    place,
    found,
    pack: packer(entries, { type: bundleType, directory }),
    [Symbol.asyncDispose]: () => scratch.disposeAsync(),
  };
}

function packer(
  entries: readonly Entry[],
  { type, directory }: { type: InspectForBucket['inputs']['bundleType']; directory: string },
): PackBundle {
  return async ({ signal, log }) => {
    // Loaded here, because most runs find their bundle in the bucket.
    const { createBundle } = await import('../archive/create-bundle.ts');
    const bundle = await createBundle({ entries, type, directory, signal });
    const { files, size, sha256 } = bundle;
    log(`Packaged ${counted(files, fileNouns)}, ${formatBytes(size)} (sha256 ${sha256})`);
    return bundle;
  };
}
