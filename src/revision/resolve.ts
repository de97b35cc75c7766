import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Problem } from '../appspec/problem.ts';
import type { Aws } from '../aws.ts';
import type { Context } from '../context.ts';
import { ActionError } from '../errors.ts';
import type { Inputs } from '../inputs.ts';
import { singleLine } from '../report/escape.ts';
import { findProblems } from './appspec-check.ts';
import { appSpecName, withAppSpec } from './appspec-entry.ts';
import { createBundle } from './bundle.ts';
import { formatBytes } from './bytes.ts';
import { type Commit, openCommit } from './commit.ts';
import { contentDigest } from './digest.ts';
import { assertCommitOnGitHub } from './github.ts';
import {
  type DeploymentReference,
  formatRevision,
  fromRevisionLocation,
  type GitHubRevision,
  type Revision,
} from './location.ts';
import { someOf } from './near-names.ts';
import { findBundle } from './object.ts';
import { hasRootFile, readTree, type TreeEntry } from './tree.ts';
import { uploadBundle } from './upload.ts';

/** The commit that a revision is of; `subject` is untrusted. */
export interface RevisionCommit {
  readonly repository: string;
  readonly sha: string;
  readonly subject?: string;
}

/** What will be deployed, and what is known of it. */
export interface ResolvedRevision {
  readonly revision: Revision;
  readonly commit?: RevisionCommit;
  /** Of the bundle, in hexadecimal. */
  readonly sha256?: string;
  /** Whether this run uploaded it. */
  readonly uploaded: boolean;
  /** What this run packaged; `size` in bytes. */
  readonly bundle?: { readonly files: number; readonly size: number };
}

export interface Resolve {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Told of what the AppSpec check found, before anything is uploaded. What it throws ends the step. */
  readonly judge: (problems: readonly Problem[], commit: RevisionCommit) => void;
}

/**
 * Finds the revision that was asked for, or makes it of the commit that is checked out.
 * @throws ActionError when it cannot be deployed. Errors of CodeDeploy pass as they are.
 */
export async function resolveRevision(options: Resolve): Promise<ResolvedRevision> {
  const { inputs } = options;
  if (inputs.revision?.type === 'Deployment') {
    return existingRevision(await revisionOf(inputs.revision, options), options);
  }
  if (inputs.revision) return existingRevision(inputs.revision, options);
  const commit = await openCommit({ workspace: options.context.workspace, signal: options.signal });
  options.log(`Commit ${commit.sha.slice(0, 7)} "${singleLine(commit.subject)}"`);
  return inputs.s3Bucket ? packaged(commit, inputs.s3Bucket, options) : onGitHub(commit, options);
}

async function revisionOf(
  { deploymentId }: DeploymentReference,
  { aws, signal, log }: Resolve,
): Promise<Revision> {
  const { deploymentInfo } = await aws.codedeploy
    .send(new GetDeploymentCommand({ deploymentId }), { abortSignal: signal })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw isUnknownDeployment(error) ? new ActionError(unknownDeployment(deploymentId, aws.region)) : error;
    });
  const revision = fromRevisionLocation(deploymentInfo?.revision);
  if (!revision) {
    throw new ActionError(
      `Deployment ${deploymentId} has no revision of files (revision type ${singleLine(deploymentInfo?.revision?.revisionType ?? 'none')}, compute platform ${singleLine(deploymentInfo?.computePlatform ?? 'unknown')}). Set revision to a deployment to EC2 or on-premises instances.`,
    );
  }
  log(`Deployment ${deploymentId} deployed ${singleLine(formatRevision(revision))}`);
  return revision;
}

function isUnknownDeployment(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['DeploymentDoesNotExistException', 'InvalidDeploymentIdException'].includes(error.name)
  );
}

function unknownDeployment(deploymentId: string, region: string): string {
  return `There is no deployment ${deploymentId} in ${region} in this AWS account. Check the revision input and aws-region; a deployment of another account or region is named by its s3:// or github:// revision instead.`;
}

async function existingRevision(revision: Revision, options: Resolve): Promise<ResolvedRevision> {
  const { inputs, aws, signal, log, warn } = options;
  if (revision.type === 'GitHub') return checkedOnGitHub(revision, options);
  const { expectedBucketOwner } = inputs;
  const found = await findBundle({
    s3: aws.s3,
    region: aws.region,
    revision,
    expectedBucketOwner,
    signal,
    warn,
  });
  log(`Revision ${singleLine(formatRevision(found.revision))}`);
  return { ...found, uploaded: false };
}

async function packaged(commit: Commit, bucket: string, options: Resolve): Promise<ResolvedRevision> {
  const { inputs, context, aws, signal, log, warn } = options;
  const entries = withAppSpec(await readTree(commit, inputs.path), inputs.appspec);
  await checkAppSpec(commit, entries, options);
  const digest = contentDigest(inputs.bundleType, entries);
  const { repository } = commit;
  const { temporaryDirectory } = context;
  await using bundle = await createBundle({ repository, entries, temporaryDirectory });
  log(
    `Packaged ${bundle.files} ${bundle.files === 1 ? 'file' : 'files'}, ${formatBytes(bundle.size)} (sha256 ${bundle.sha256})`,
  );
  if (bundle.lfsPointers.length > 0) {
    warn(
      `Files are in Git LFS, and the bundle has the pointers to them as they are in the commit, not their contents: ${singleLine(someOf(bundle.lfsPointers))}`,
    );
  }
  const revision = await uploadBundle({
    s3: aws.s3,
    region: aws.region,
    bundle,
    bucket,
    key: inputs.s3Key ?? `${inputs.s3Prefix}${digest}.zip`,
    digest,
    commit: { sha: commit.sha, repository: context.repository },
    expectedBucketOwner: inputs.expectedBucketOwner,
    kmsKeyId: inputs.kmsKeyId,
    signal,
    log,
    warn,
  });
  log(
    `Uploaded to s3://${bucket}/${singleLine(revision.key)}${revision.versionId ? ` (version ${singleLine(revision.versionId)})` : ''}`,
  );
  return {
    revision,
    commit: commitOf(commit, context),
    sha256: bundle.sha256,
    uploaded: true,
    bundle: { files: bundle.files, size: bundle.size },
  };
}

async function checkAppSpec(
  commit: Commit,
  entries: readonly TreeEntry[],
  { inputs, context, judge }: Resolve,
): Promise<void> {
  if (inputs.appspecCheck === 'off') return;
  const { repository } = commit;
  const problems = await findProblems({ repository, entries, path: inputs.path, appspec: inputs.appspec });
  judge(problems, commitOf(commit, context));
}

/** What instances download from GitHub does not depend on what the clone has. */
async function treeForCheck(commit: Commit, { warn }: Resolve): Promise<TreeEntry[] | undefined> {
  try {
    return await readTree(commit, '.');
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    warn(`The AppSpec file is not checked. ${error.message}`);
    return undefined;
  }
}

function commitOf({ sha, subject }: Commit, { repository }: Context): RevisionCommit {
  return { repository, sha, subject };
}

async function onGitHub(commit: Commit, options: Resolve): Promise<ResolvedRevision> {
  const { inputs, context, warn } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(context.repository)) {
    throw new ActionError(
      `GITHUB_REPOSITORY is ${JSON.stringify(context.repository)}, so the commit cannot be named to instances. Run this as a step of a workflow, or set s3-bucket.`,
    );
  }
  if (!(await hasRootFile(commit, appSpecName))) {
    throw new ActionError(
      `${appSpecName} is not in the root of the commit ${commit.sha}, where instances look for it when they download the commit from GitHub. Commit it there; or set s3-bucket, and path or appspec to where it is.`,
    );
  }
  if (context.serverUrl !== 'https://github.com') {
    warn(
      `CodeDeploy's instances download from github.com, but this workflow runs on ${singleLine(context.serverUrl)}. If the repository is not there too, the deployment fails: set s3-bucket.`,
    );
  }
  const entries = inputs.appspecCheck === 'off' ? undefined : await treeForCheck(commit, options);
  if (entries) await checkAppSpec(commit, entries, options);
  const revision: GitHubRevision = { type: 'GitHub', repository: context.repository, commitId: commit.sha };
  const resolved = await checkedOnGitHub(revision, options);
  return { ...resolved, commit: { ...revisionCommit(revision), subject: commit.subject } };
}

async function checkedOnGitHub(revision: GitHubRevision, options: Resolve): Promise<ResolvedRevision> {
  const { inputs, signal, log, warn } = options;
  const { repository, commitId } = revision;
  const { subject } = await assertCommitOnGitHub({
    repository,
    commitId,
    token: inputs.githubToken,
    signal,
    warn,
  });
  log(`Revision ${singleLine(formatRevision(revision))}`);
  return { revision, commit: { ...revisionCommit(revision), ...(subject && { subject }) }, uploaded: false };
}

function revisionCommit({ repository, commitId }: GitHubRevision) {
  return { repository, sha: commitId };
}
