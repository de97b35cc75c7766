import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { checkAppSpecContent } from '../appspec/check.ts';
import { fillPlaceholders } from '../appspec/placeholders.ts';
import { ActionError } from '../control/errors.ts';
import { openBlobs } from '../git/cat-file.ts';
import type { Commit } from '../git/commit.ts';
import { findFiles } from '../git/tree.ts';
import { type AppSpecRevision, formatRevision } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import { type Inspect, type InspectedInPlace, inPlace, toRevisionCommit } from './inspection.ts';

/** Bytes. Nobody writes a longer one. */
const longestAppSpec = 64 * 1024;
const defaultName = 'appspec.yml';
/** Looked for in this order when `appspec` is not set. */
const defaultNames = [defaultName, 'appspec.yaml', 'appspec.json'];

/**
 * The AppSpec file of the checked-out commit, which is all that a deployment to Lambda or ECS needs. Its bytes are sent as they
 * are, unless placeholders are replaced.
 * @throws ActionError when the commit has no such file, or a placeholder has no value.
 */
export async function inspectAppSpecOfCommit(commit: Commit, options: Inspect): Promise<InspectedInPlace> {
  const { inputs, context, log, warn } = options;
  const { path, text } = await readAppSpec(commit, options);
  const { text: content, left, unused } = fillPlaceholders(text, inputs.appspecValues);
  const [first] = left;
  if (first) {
    throw new ActionError(
      `${singleLine(path)}:${first.line}: the placeholder <${first.name}> has no value. Set it with appspec-values: ${first.name}=…`,
    );
  }
  if (unused.length > 0)
    warn(`appspec-values: ${singleLine(path)} has no placeholder for ${someOf(unused)}. Check the names.`);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const revision: AppSpecRevision = {
    type: 'AppSpec',
    applicationName: inputs.applicationName,
    sha256,
    content,
  };
  log(`AppSpec file ${singleLine(path)}, revision ${singleLine(formatRevision(revision))}`);
  const problems = inputs.appspecCheck === 'off' ? [] : checkAppSpecContent(Buffer.from(content), path);
  return inPlace({ revision, sha256, commit: toRevisionCommit(commit, context), problems });
}

async function readAppSpec(
  commit: Commit,
  { inputs: { path: directory, appspec } }: Inspect,
): Promise<{ path: string; text: string }> {
  const names = appspec === defaultName ? defaultNames : [appspec];
  const paths = names.map((name) => posix.join(directory, name));
  const found = await findFiles(commit, paths);
  const file = paths.flatMap((path) => found.find((each) => each.path === path) ?? [])[0];
  if (!file) {
    throw new ActionError(
      `${someOf(paths)} is not in the commit ${commit.sha}, and the AppSpec file is what is deployed. Commit it, or set appspec to the file to use.`,
    );
  }
  if (file.mode === '120000')
    throw new ActionError(
      `${singleLine(file.path)} is a symbolic link. Set appspec to the file that it points to.`,
    );
  const blobs = openBlobs(commit.repository);
  try {
    const { size, content } = await blobs.read(file.oid);
    if (size > longestAppSpec) {
      throw new ActionError(
        `${singleLine(file.path)} has ${size} bytes. An AppSpec file has at most ${longestAppSpec}: check that appspec names the right file.`,
      );
    }
    return { path: file.path, text: (await buffer(content)).toString() };
  } finally {
    await blobs.close();
  }
}
