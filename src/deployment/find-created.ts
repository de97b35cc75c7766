import { type RetryTransient, retryTransient } from '../aws/retry-transient.ts';
import { lookRepeatedly } from '../control/retry.ts';
import type { Deployment } from '../model/deployment.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { type ReadGroup, readRecentDeployments } from './group-state.ts';
import { isEarlierAttempt, runOf } from './run-marker.ts';

/** What distinguishes a step's deployment from all others. */
export interface DeploymentIdentity {
  /** The run marker at the end of its description. */
  readonly marker: string;
  readonly revision: Revision;
}

/** Whether the step itself created the deployment. */
export function matches(deployment: Deployment, { marker, revision }: DeploymentIdentity): boolean {
  return deployment.description?.endsWith(marker) === true && deploys(deployment, revision);
}

/** Whether an earlier attempt of this run created the deployment, with the same revision. */
export function isOfEarlierAttempt(
  deployment: Deployment,
  { marker, revision }: DeploymentIdentity,
): boolean {
  return isEarlierAttempt(runOf(deployment.description), runOf(marker)) && deploys(deployment, revision);
}

/** A rollback may have the same description as the deployment that it repeats. */
function deploys({ creator, revision }: Deployment, wanted: Revision): boolean {
  return creator !== 'codeDeployRollback' && revision !== undefined && content(revision) === content(wanted);
}

/** When a later attempt uploads the same bundle again, its version changes and its eTag does not. */
function content(revision: Revision): string {
  return formatRevision(revision.type === 'S3' ? { ...revision, versionId: undefined } : revision);
}

export interface FindCreated extends ReadGroup, RetryTransient {
  readonly identity: DeploymentIdentity;
  /** When the step started to create it, by the runner's clock. */
  readonly since: Date;
}

/** Milliseconds before each look: CodeDeploy may list a new deployment a moment late. */
const pauses = [0, 1_000, 2_000];
/** Milliseconds by which the clocks of the runner and of CodeDeploy may differ. */
const clockTolerance = 15 * 60_000;

/**
 * Finds the deployment that the step created when CreateDeployment did not return its id. `undefined`: there is none.
 * Throws when CodeDeploy does not answer, or the role may not read the deployments.
 */
export async function findCreated(options: FindCreated): Promise<Deployment | undefined> {
  const { identity, signal } = options;
  const since = new Date(options.since.getTime() - clockTolerance);
  const read = () => readRecentDeployments(options, since);
  const look = async () =>
    (await retryTransient(read, options)).find((deployment) => matches(deployment, identity));
  return lookRepeatedly(look, { pauses, signal });
}
