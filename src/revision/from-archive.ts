import { stat } from 'node:fs/promises';
import { type ArchivedFile, openArchive } from '../archive/open-archive.ts';
import { findProblems, operatingSystemOf } from '../bundle/appspec-check.ts';
import { appSpecName } from '../bundle/appspec-entry.ts';
import { contentWarnings } from '../bundle/warnings.ts';
import { sha256Of } from '../bundle/workspace-files.ts';
import { ActionError } from '../control/errors.ts';
import { counted, fileNouns } from '../model/nouns.ts';
import { formatBytes } from '../text/bytes.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import type { ArchiveSource, InspectedBundle } from './inspection.ts';
import { type InspectForBucket, lookBeforehand, placeFor } from './place.ts';

/**
 * A finished archive as the bundle in the bucket.
 * @throws ActionError when it cannot be read, or has no AppSpec file where instances look for it.
 */
export async function inspectArchive(
  { file, name }: ArchiveSource,
  options: InspectForBucket,
): Promise<InspectedBundle> {
  const { inputs, log, warn } = options;
  const before = await stat(file);
  const { type, files, readBeginnings } = await openArchive(file);
  assertAppSpec(files, name);
  for (const warning of contentWarnings({ changed: [], files })) warn(warning);
  const source = { files, readBeginnings };
  const problems =
    inputs.appspecCheck === 'off' ? [] : await findProblems(source, { path: name, appspec: appSpecName });
  const obstacles: string[] = [];
  if (type !== 'zip' && (await operatingSystemOf(source)) === 'windows') {
    obstacles.push(
      `archive: ${singleLine(name)} is a ${type} file, which does not work with os: windows: the agent on Windows Server accepts only zip. Make a zip file.`,
    );
  }
  const sha256 = await sha256Of(file);
  const madeOf = `the archive ${name}, as it is`;
  log(
    `Source: ${singleLine(madeOf)} (${type}, ${counted(files.length, fileNouns)}, ${formatBytes(before.size)}, sha256 ${sha256})`,
  );
  const place = placeFor({ digest: sha256, bundleType: type }, options);
  const found = await lookBeforehand(place);
  if (found.kind === 'refused') obstacles.push(found.reason);
  const largest = files.reduce<ArchivedFile | undefined>(
    (a, b) => (a && a.size >= b.size ? a : b),
    undefined,
  );
  return {
    kind: 'bundle',
    madeOf,
    problems,
    obstacles,
    place,
    found,
    async pack() {
      const { size, mtimeMs } = await stat(file);
      if (size !== before.size || mtimeMs !== before.mtimeMs) {
        throw new ActionError(
          `${singleLine(name)} has changed since it was checked. Nothing may write to it while this step runs.`,
        );
      }
      return { file, type, size, sha256, files: files.length, largest };
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** @throws ActionError when the archive has no AppSpec file in its root. */
function assertAppSpec(files: readonly ArchivedFile[], name: string): void {
  const paths = files.map(({ path }) => path);
  if (paths.includes(appSpecName)) return;
  const elsewhere = paths.filter((path) => path.endsWith(`/${appSpecName}`));
  const [first] = elsewhere;
  const remedy =
    first === undefined
      ? 'Put it there when the archive is made.'
      : `It has ${someOf(elsewhere)}. Make the archive of what is in ${singleLine(first.slice(0, -appSpecName.length - 1))}, not of that directory itself.`;
  throw new ActionError(
    `archive: ${singleLine(name)} has no ${appSpecName} in its root, where instances look for it. ${remedy}`,
  );
}
