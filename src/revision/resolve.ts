import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { ActionError } from '../control/errors.ts';
import { openCommit } from '../git/commit.ts';
import {
  type DeploymentReference,
  formatRevision,
  fromRevisionLocation,
  type Revision,
} from '../model/revision.ts';
import { findBundle } from '../s3/head.ts';
import { singleLine } from '../text/escape.ts';
import { packaged } from './from-commit.ts';
import { checkedOnGitHub, onGitHub } from './from-github.ts';
import { commitOf, type Resolve, type ResolvedRevision } from './resolved.ts';

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
  options.onCommit(commitOf(commit, options.context));
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
  const { inputs, aws, signal, log, warn, onObstacle } = options;
  if (revision.type === 'GitHub') {
    const resolved = await checkedOnGitHub(revision, options);
    if (resolved.commit) options.onCommit(resolved.commit);
    return resolved;
  }
  const { expectedBucketOwner } = inputs;
  const found = await findBundle({
    s3: aws.s3,
    region: aws.region,
    revision,
    expectedBucketOwner,
    signal,
    warn,
  }).catch((error: unknown) => {
    if (!(error instanceof ActionError)) throw error;
    onObstacle(error.message);
    return undefined;
  });
  if (!found) return { revision, uploaded: false, found: 'refused' };
  log(`Revision ${singleLine(formatRevision(found.revision))}`);
  if (found.commit) options.onCommit(found.commit);
  return { ...found, uploaded: false };
}
