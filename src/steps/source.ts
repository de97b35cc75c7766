import type { Context } from '../actions/context.ts';
import type { Aws } from '../aws/clients.ts';
import { isUnknownDeployment } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { readDeployment } from '../deployment/read.ts';
import { readAppSpec } from '../deployment/read-app-spec.ts';
import { openCommit } from '../git/commit.ts';
import { formatRevision, type Revision, type RevisionWanted } from '../model/revision.ts';
import type { Platform } from '../platform/platform.ts';
import type { Source } from '../revision/inspection.ts';
import { singleLine } from '../text/escape.ts';

export interface FindSource {
  readonly inputs: Pick<RevisionWanted, 'revision'>;
  readonly context: Pick<Context, 'workspace'>;
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly signal: AbortSignal;
  /** What the platform of the application deploys of a commit. */
  readonly deploys: Promise<Platform['deploys']>;
  readonly log: (line: string) => void;
}

/**
 * Finds what the user wants to deploy: the revision in the input, the revision of the deployment in the input, or the
 * checked-out commit.
 * @throws ActionError when it does not exist. Errors from CodeDeploy pass through.
 */
export async function findSource(options: FindSource): Promise<Source> {
  const wanted = options.inputs.revision;
  if (wanted) {
    const revision = wanted.type === 'Deployment' ? await revisionOf(wanted.deploymentId, options) : wanted;
    return { kind: 'revision', revision: await withContent(revision, options) };
  }
  const { workspace } = options.context;
  const commit = await openCommit({ workspace, signal: options.signal });
  return { kind: 'commit', commit, deploys: await options.deploys };
}

/** CodeDeploy names AppSpec files by their hashes, and tells their contents when it is asked. */
async function withContent(revision: Revision, { aws, signal }: FindSource): Promise<Revision> {
  return revision.type === 'AppSpec' ? readAppSpec(revision, { ...aws, signal }) : revision;
}

async function revisionOf(deploymentId: string, { aws, signal, log }: FindSource): Promise<Revision> {
  const { codedeploy, region } = aws;
  const deployment = await readDeployment(deploymentId, { codedeploy, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw isUnknownDeployment(error) ? new ActionError(unknownDeployment(deploymentId, region)) : error;
  });
  const { revision, revisionType = 'none', computePlatform = 'unknown' } = deployment;
  if (!revision) {
    throw new ActionError(
      `Deployment ${deploymentId} has no revision that this action can deploy again (revision type ${singleLine(revisionType)}, compute platform ${singleLine(computePlatform)}). Set revision to another deployment.`,
    );
  }
  log(`Deployment ${deploymentId} deployed ${singleLine(formatRevision(revision))}`);
  return revision;
}

function unknownDeployment(deploymentId: string, region: string): string {
  return `There is no deployment ${deploymentId} in ${region} in this AWS account. Check the revision input and aws-region; for a deployment in another account or region, set revision to its s3:// or github:// URI.`;
}
