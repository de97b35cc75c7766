import type { Aws } from '../aws/clients.ts';
import { isDenied } from '../aws/error-kinds.ts';
import { explain } from '../aws/explain.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { ActionError } from '../control/errors.ts';
import type { Snapshot } from '../model/deployment.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { poll } from './poll.ts';

export interface Wait {
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly deploymentId: string;
  /** Whether the deployment has reached what the step waits for. */
  readonly isSatisfied: (snapshot: Snapshot) => boolean;
  /** Milliseconds; `undefined`: a tenth of the time so far. */
  readonly pollInterval: number | undefined;
  readonly signal: AbortSignal;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/** The role may not read the deployment, so the step can't follow it. The message names the permission. */
export class UnreadableError extends ActionError {}

/**
 * Polls a deployment until it ends or `isSatisfied` accepts it.
 * @returns whether that happened before the signal aborted.
 * @throws UnreadableError when the role may not read it; ActionError when CodeDeploy refuses to return its status for
 * another reason. The deployment continues.
 */
export async function waitUntil({ isSatisfied, onSnapshot, ...options }: Wait): Promise<boolean> {
  const { aws, deploymentId, signal } = options;
  try {
    for await (const snapshot of poll(options)) {
      onSnapshot(snapshot);
      if (isSatisfied(snapshot)) break;
    }
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (isDenied(error))
      throw new UnreadableError(explain(error, { region: aws.region }) ?? '', { cause: error });
    throw abandoned(error, { deploymentId, region: aws.region });
  }
}

/** Adds to a failure that the deployment continues without this job. Returns a bug unchanged. */
export function abandoned(
  error: unknown,
  { deploymentId, region }: { deploymentId: string; region: string },
): unknown {
  const text = explain(error, { region });
  if (text === undefined) return error;
  const url = deploymentUrl(region, deploymentId);
  return new ActionError(
    [text, `Deployment ${singleLine(deploymentId)} continues without this job.`, url]
      .filter(Boolean)
      .join('\n'),
    { cause: error },
  );
}
