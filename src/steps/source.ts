import type { Context } from '../actions/context.ts';
import type { Aws } from '../aws/clients.ts';
import { isUnknownDeployment } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { readDeployment } from '../deployment/read.ts';
import { openCommit } from '../git/commit.ts';
import { formatRevision, type Revision, type RevisionWanted } from '../model/revision.ts';
import type { Source } from '../revision/inspection.ts';
import { singleLine } from '../text/escape.ts';

export interface FindSource {
  readonly inputs: Pick<RevisionWanted, 'revision'>;
  readonly context: Pick<Context, 'workspace'>;
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/**
 * Finds what the user wants to deploy: the revision in the input, the revision of the deployment in the input, or the
 * checked-out commit.
 * @throws ActionError when it does not exist. Errors from CodeDeploy pass through.
 */
export async function findSource(options: FindSource): Promise<Source> {
  const { revision } = options.inputs;
  if (revision?.type === 'Deployment')
    return { kind: 'revision', revision: await revisionOf(revision.deploymentId, options) };
  if (revision) return { kind: 'revision', revision };
  const { workspace } = options.context;
  return { kind: 'commit', commit: await openCommit({ workspace, signal: options.signal }) };
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
      `Deployment ${deploymentId} has no revision of files (revision type ${singleLine(revisionType)}, compute platform ${singleLine(computePlatform)}). Set revision to a deployment to EC2 or on-premises instances.`,
    );
  }
  log(`Deployment ${deploymentId} deployed ${singleLine(formatRevision(revision))}`);
  return revision;
}

function unknownDeployment(deploymentId: string, region: string): string {
  return `There is no deployment ${deploymentId} in ${region} in this AWS account. Check the revision input and aws-region; for a deployment in another account or region, set revision to its s3:// or github:// URI.`;
}
