import { setTimeout as sleep } from 'node:timers/promises';
import { type Patience, patiently } from '../aws/retry.ts';
import type { Deployment } from '../model/deployment.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { type ReadGroup, readRecent } from './group-state.ts';
import { isEarlierAttempt, runOf } from './run-marker.ts';

/** What tells a step's deployment from every other. */
export interface Mark {
  /** The run marker at the end of its description. */
  readonly marker: string;
  readonly revision: Revision;
}

/** The step itself has created it. */
export function isOwn(deployment: Deployment, { marker, revision }: Mark): boolean {
  return deployment.description?.endsWith(marker) === true && isOf(deployment, revision);
}

/** An earlier attempt of this run has created it, with the same revision. */
export function isOfEarlierAttempt(deployment: Deployment, { marker, revision }: Mark): boolean {
  return isEarlierAttempt(runOf(deployment.description), runOf(marker)) && isOf(deployment, revision);
}

/** A rollback may have the description of the deployment that it repeats. */
function isOf({ creator, revision }: Deployment, wanted: Revision): boolean {
  return creator !== 'codeDeployRollback' && revision !== undefined && content(revision) === content(wanted);
}

/** A bundle that an attempt uploads again has another version, and the same eTag. */
function content(revision: Revision): string {
  return formatRevision(revision.type === 'S3' ? { ...revision, versionId: undefined } : revision);
}

export interface FindOwn extends ReadGroup, Patience {
  readonly mark: Mark;
  /** When the step began to create it, by the runner's clock. */
  readonly since: Date;
}

/** A new deployment may take a moment to be listed. */
const pausesBetweenLooks = [0, 1_000, 2_000];
/** The clocks of runner and service may disagree. */
const clockTolerance = 15 * 60_000;

/**
 * The deployment that the step created without having been told its id. `undefined`: there is none.
 * Throws when CodeDeploy does not answer or the role may not look.
 */
export async function findOwn(options: FindOwn): Promise<Deployment | undefined> {
  const since = new Date(options.since.getTime() - clockTolerance);
  for (const pause of pausesBetweenLooks) {
    await sleep(pause, undefined, { signal: options.signal });
    const look = () => readRecent(options, since);
    const own = (await patiently(look, options)).find((deployment) => isOwn(deployment, options.mark));
    if (own) return own;
  }
  return undefined;
}
