import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import { isUnknownDeployment } from '../aws/error-kinds.ts';
import { ActionError } from '../control/errors.ts';
import { readDeployment } from '../deployment/read.ts';
import { readAppSpec } from '../deployment/read-app-spec.ts';
import { type Checkout, checkoutAround, findCheckout } from '../git/checkout.ts';
import { openCommit } from '../git/commit.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import type { Platform } from '../platform/platform.ts';
import type { CheckedOut, Source } from '../revision/inspection.ts';
import { singleLine } from '../text/escape.ts';
import { nearNames, someOf } from '../text/suggestions.ts';

export interface FindSource {
  readonly inputs: Pick<Inputs, 'revision' | 'archive' | 'source' | 'path'>;
  readonly context: Pick<Context, 'workspace'>;
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly signal: AbortSignal;
  /** What the platform of the application deploys of a commit. */
  readonly deploys: Promise<Platform['deploys']>;
  readonly log: (line: string) => void;
}

/**
 * Finds what the user wants to deploy: the revision in the input, the revision of the deployment in the input, an archive or
 * files of the workspace, or the checked-out commit.
 * @throws ActionError when it does not exist. Errors from CodeDeploy pass through.
 */
export async function findSource(options: FindSource): Promise<Source> {
  const { revision: wanted, archive, source, path } = options.inputs;
  if (wanted) {
    const revision = wanted.type === 'Deployment' ? await revisionOf(wanted.deploymentId, options) : wanted;
    return { kind: 'revision', revision: await withContent(revision, options) };
  }
  const { workspace } = options.context;
  if (archive !== undefined) return await findArchive(await realpath(workspace), archive);
  if (source === 'workspace')
    return { kind: source, directory: await realpath(workspace), checkout: await checkoutIfAny(options) };
  const checkedOut = await openCheckout(await findCheckout(workspace, path), options.signal);
  return { kind: source, ...checkedOut, deploys: await options.deploys };
}

/** CodeDeploy names AppSpec files by their hashes, and tells their contents when it is asked. */
async function withContent(revision: Revision, { aws, signal }: FindSource): Promise<Revision> {
  return revision.type === 'AppSpec' ? readAppSpec(revision, { ...aws, signal }) : revision;
}

async function findArchive(workspace: string, name: string): Promise<Source> {
  const file = join(workspace, name);
  if ((await stat(file).catch(() => undefined))?.isFile()) return { kind: 'archive', file, name };
  const names = await readdir(dirname(file)).catch(() => []);
  const near = nearNames(basename(file), names).map((each) => posix.join(posix.dirname(name), each));
  const suggestion = near.length > 0 ? ` Did you mean ${someOf(near)}?` : '';
  throw new ActionError(
    `archive: ${singleLine(name)} is not a file in the workspace ${workspace}.${suggestion} Run the step that makes or downloads it before this one.`,
  );
}

async function openCheckout({ directory, path }: Checkout, signal: AbortSignal): Promise<CheckedOut> {
  return { commit: await openCommit({ workspace: directory, signal }), path };
}

/** Files of the workspace can be deployed even if git cannot read the checkout around them. */
async function checkoutIfAny({ inputs, context, signal }: FindSource): Promise<CheckedOut | undefined> {
  const checkout = checkoutAround(context.workspace, inputs.path);
  try {
    return checkout && (await openCheckout(checkout, signal));
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return undefined;
  }
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
