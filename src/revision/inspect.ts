import { ActionError } from '../control/errors.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { findBundle } from '../s3/head.ts';
import { singleLine } from '../text/escape.ts';
import { inspectArchive } from './from-archive.ts';
import { inspectCommitForBundle } from './from-commit.ts';
import { inspectCommitOnGitHub, inspectGitHubRevision } from './from-github.ts';
import { inspectWorkspace } from './from-workspace.ts';
import {
  type CheckedOut,
  type Inspect,
  type InspectedInPlace,
  type Inspection,
  inPlace,
  type Source,
} from './inspection.ts';
import { mergeCommit } from './made-of.ts';

/**
 * Reads what is to be deployed, and finds what is in the way, before anything is packaged or uploaded.
 * @throws ActionError when it can't even be read. Errors of GitHub and AWS that nobody has words for pass as they are.
 */
export async function inspect(source: Source, options: Inspect): Promise<Inspection> {
  if (source.kind === 'revision') return inspectRevision(source.revision, options);
  if (source.kind === 'commit') return inspectCommit(source, options);
  const { s3Bucket } = options.inputs;
  if (s3Bucket === undefined) throw new Error(`The source ${source.kind} needs s3-bucket.`);
  const forBucket = { ...options, bucket: s3Bucket };
  return source.kind === 'archive' ? inspectArchive(source, forBucket) : inspectWorkspace(source, forBucket);
}

async function inspectCommit({ commit, path }: CheckedOut, given: Inspect): Promise<Inspection> {
  const options = { ...given, inputs: { ...given.inputs, path } };
  options.log(`Commit ${commit.sha.slice(0, 7)} "${singleLine(commit.subject)}"`);
  const madeOf = mergeCommit(commit, options.context);
  if (madeOf !== undefined) options.log(`It is ${madeOf}. ${howToDeployTheHead}`);
  const { s3Bucket } = options.inputs;
  const inspection =
    s3Bucket === undefined
      ? await inspectCommitOnGitHub(commit, options)
      : await inspectCommitForBundle(commit, { ...options, bucket: s3Bucket });
  return { ...inspection, madeOf };
}

const howToDeployTheHead =
  'It is on no branch. To deploy the last commit of the pull request itself, give actions/checkout its name as ref (github.event.pull_request.head.sha).';

async function inspectRevision(revision: Revision, options: Inspect): Promise<InspectedInPlace> {
  if (revision.type === 'GitHub') return inspectGitHubRevision(revision, options);
  const { inputs, aws, signal, log, warn } = options;
  const { expectedBucketOwner } = inputs;
  try {
    const found = await findBundle({ ...aws, revision, expectedBucketOwner, signal, warn });
    log(`Revision ${singleLine(formatRevision(found.revision))}`);
    return inPlace(found);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return inPlace({ revision, obstacles: [error.message] });
  }
}
