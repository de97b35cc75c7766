import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';
import { isLimitExceeded, isRefused, isUndone } from '../aws/error-kinds.ts';
import { explain, whatHappened } from '../aws/explain.ts';
import type { ReadIssue } from '../aws/retry.ts';
import { pauseBefore } from '../aws/retry.ts';
import { Interruption, pauseAfter } from '../control/cancellation.ts';
import { messageOf, UnfinishedError } from '../control/errors.ts';
import type { Deployment } from '../model/deployment.ts';
import { singleLine } from '../text/escape.ts';
import { createDeployment } from './create-once.ts';
import { findOwn, type Mark } from './find-created.ts';
import type { Group } from './group-state.ts';

export interface Creation {
  readonly aws: Aws;
  readonly group: Group;
  readonly request: CreateDeploymentCommandInput;
  /** By which the deployment is found when CreateDeployment is not answered. */
  readonly mark: Mark;
  /** Called before each CreateDeployment: from then on there may be a deployment. */
  readonly onSend: () => void;
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly log: (line: string) => void;
  readonly onReadIssue: (trouble: ReadIssue) => void;
}

/** Abort when there is no more time after the signal has aborted. */
export interface Limits {
  /** To wait for the answer of CreateDeployment. */
  readonly answer: AbortSignal;
  /** To look for the deployment. */
  readonly search: AbortSignal;
}

/** A deployment, or the DeploymentLimitExceededException that says why there is none. */
export type Created = { readonly deploymentId: string } | { readonly refusal: unknown };

/** So often CreateDeployment is sent while it is certain that it had no effect. */
const mostSends = 5;

/**
 * Creates the deployment, and never a second one: CreateDeployment has no idempotency token, so when it ends without
 * an answer, the deployment is looked for before it is sent again.
 * @throws the signal's reason when it aborts beforehand; UnfinishedError when there may be a deployment that is not found.
 */
export async function createOnce(options: Creation): Promise<Created> {
  const { aws, request, signal, limits, onSend, log } = options;
  const since = new Date();
  for (let sends = 1; ; sends += 1) {
    signal.throwIfAborted();
    onSend();
    try {
      return { deploymentId: await createDeployment(aws, { request, signal: limits.answer }) };
    } catch (thrown) {
      const error = limits.answer.aborted ? limits.answer.reason : thrown;
      if (isLimitExceeded(error)) return { refusal: error };
      if (!limits.answer.aborted && isRefused(error)) throw error;
      if (isUndone(error)) {
        if (sends === mostSends) throw error;
        log(`CreateDeployment is sent again after a pause. ${whatHappened(error)}`);
      } else {
        const own = await search(error, { ...options, since });
        if (own) return { deploymentId: own.id };
        if (sends === mostSends) throw unfinished(error, aws.region);
      }
      await pauseAfter(error, { milliseconds: pauseBefore(sends), signal });
    }
  }
}

async function search(
  error: unknown,
  { aws, group, mark, since, limits, log, onReadIssue }: Creation & { since: Date },
): Promise<Deployment | undefined> {
  log(`${unanswered(error)} Looking for the deployment that it may have created.`);
  try {
    const own = await findOwn({
      codedeploy: aws.codedeploy,
      group,
      mark,
      since,
      signal: limits.search,
      limit: Number.POSITIVE_INFINITY,
      onReadIssue,
    });
    log(own ? `It has created ${singleLine(own.id)}.` : 'It has created none.');
    return own;
  } catch (failure) {
    throw unfinished(failure, aws.region, error);
  }
}

function unanswered(error: unknown): string {
  if (error instanceof Interruption) return `${error.message} CreateDeployment has not been answered yet.`;
  return `CreateDeployment was not answered. ${error instanceof Error ? whatHappened(error) : String(error)}`;
}

/** `first`: what CreateDeployment has ended with, when it is not the error itself. */
function unfinished(error: unknown, region: string, first?: unknown): UnfinishedError {
  const told = [first, error].map((failure) =>
    failure instanceof Interruption ? failure.message : explain(failure, { region }),
  );
  const why = [...new Set(told)].filter(Boolean).join(' ') || messageOf(error);
  return new UnfinishedError(
    `CreateDeployment was not answered, and it is not known whether it has created a deployment. ${why} The post step of this action looks again.`,
    { cause: error },
  );
}
