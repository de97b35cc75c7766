import { ActionError } from '../control/errors.ts';
import { type AppSpecRevision, formatRevision, type Revision } from '../model/revision.ts';
import { findBundle } from '../s3/head.ts';
import { singleLine } from '../text/escape.ts';
import { inspectAppSpecOfCommit } from './from-app-spec.ts';
import { inspectArchive } from './from-archive.ts';
import { inspectCommitForBundle } from './from-commit.ts';
import { inspectCommitOnGitHub, inspectGitHubRevision } from './from-github.ts';
import { inspectWorkspace } from './from-workspace.ts';
import {
  type CommitSource,
  type Inspect,
  type InspectedInPlace,
  type Inspection,
  inPlace,
  type Source,
} from './inspection.ts';
import { mergeCommit } from './made-of.ts';

/**
 * Reads what to deploy and finds its obstacles, before the step packages or uploads anything.
 * @throws ActionError when it cannot read the source. Other errors from GitHub and AWS pass through.
 */
export async function inspect(source: Source, options: Inspect): Promise<Inspection> {
  if (source.kind === 'revision') return inspectRevision(source.revision, options);
  if (source.kind === 'commit') return inspectCommit(source, options);
  const { s3Bucket } = options.inputs;
  if (s3Bucket === undefined) throw new Error(`The source ${source.kind} needs s3-bucket.`);
  const forBucket = { ...options, bucket: s3Bucket };
  return source.kind === 'archive' ? inspectArchive(source, forBucket) : inspectWorkspace(source, forBucket);
}

async function inspectCommit({ commit, path, deploys }: CommitSource, given: Inspect): Promise<Inspection> {
  const options = { ...given, inputs: { ...given.inputs, path } };
  options.log(`Commit ${commit.sha.slice(0, 7)} "${singleLine(commit.subject)}"`);
  const madeOf = mergeCommit(commit, options.context);
  if (madeOf !== undefined) options.log(`It is ${madeOf}. ${howToDeployTheHead}`);
  const { s3Bucket } = options.inputs;
  const inspectAs = () => {
    if (deploys === 'appspec') return inspectAppSpecOfCommit(commit, options);
    if (s3Bucket === undefined) return inspectCommitOnGitHub(commit, options);
    return inspectCommitForBundle(commit, { ...options, bucket: s3Bucket });
  };
  const inspection: Inspection = await inspectAs();
  return { ...inspection, madeOf };
}

const howToDeployTheHead =
  'It is on no branch. To deploy the last commit of the pull request itself, give actions/checkout its name as ref (github.event.pull_request.head.sha).';

async function inspectRevision(revision: Revision, options: Inspect): Promise<InspectedInPlace> {
  if (revision.type === 'GitHub') return inspectGitHubRevision(revision, options);
  if (revision.type === 'AppSpec') return inspectAppSpecRevision(revision, options);
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

/** One that CodeDeploy keeps for the application, with its content. */
function inspectAppSpecRevision(revision: AppSpecRevision, { inputs, log }: Inspect): InspectedInPlace {
  const { sha256, applicationName } = revision;
  log(`Revision ${singleLine(formatRevision(revision))}`);
  const isElsewhere = applicationName !== inputs.applicationName;
  const obstacle = `revision: this AppSpec file is a revision of the application ${singleLine(applicationName)}. CodeDeploy keeps such revisions for one application only: deploy the AppSpec file of the commit to ${inputs.applicationName}.`;
  return inPlace({ revision, sha256, obstacles: isElsewhere ? [obstacle] : [] });
}
