import type { Aws } from '../aws/clients.ts';
import { isDenied } from '../aws/error-kinds.ts';
import { explain } from '../aws/explain.ts';
import type { ReadIssue } from '../aws/retry.ts';
import { ActionError } from '../control/errors.ts';
import type { Snapshot } from '../model/deployment.ts';
import type { WaitFor } from '../model/outcome.ts';
import { isReached } from '../model/outcome.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { watch } from './poll.ts';

export interface Follow {
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly deploymentId: string;
  readonly waitFor: WaitFor;
  /** Milliseconds. */
  readonly pollInterval: number;
  readonly signal: AbortSignal;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onReadIssue: (trouble: ReadIssue) => void;
}

/** The role may not read the deployment: it can't be followed. The message names the permission. */
export class UnreadableError extends ActionError {}

/**
 * Watches a deployment until it is where `waitFor` wants it; tells whether it is, or the signal aborted before.
 * @throws UnreadableError when the role may not read it; ActionError when CodeDeploy refuses for another reason to say how
 * it stands. The deployment goes on.
 */
export async function follow({ waitFor, onSnapshot, ...options }: Follow): Promise<boolean> {
  const { aws, deploymentId, signal } = options;
  try {
    for await (const snapshot of watch(options)) {
      onSnapshot(snapshot);
      if (isReached(waitFor, snapshot)) break;
    }
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (isDenied(error))
      throw new UnreadableError(explain(error, { region: aws.region }) ?? '', { cause: error });
    throw abandoned(error, { deploymentId, region: aws.region });
  }
}

/** A failure after which nothing more is known of a deployment; one of ours passes as it is. */
export function abandoned(
  error: unknown,
  { deploymentId, region }: { deploymentId: string; region: string },
): unknown {
  const text = explain(error, { region });
  if (text === undefined) return error;
  const url = deploymentUrl(region, deploymentId);
  return new ActionError(
    [text, `Deployment ${singleLine(deploymentId)} goes on without this job.`, url]
      .filter(Boolean)
      .join('\n'),
    { cause: error },
  );
}
