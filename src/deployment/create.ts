import { CreateDeploymentCommand, type CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Aws } from '../aws/clients.ts';
import { isLimitExceeded, isRefused, isUndone } from '../aws/error-kinds.ts';
import { explain, whatHappened } from '../aws/explain.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { Interruption } from '../control/cancellation.ts';
import { messageOf, UnfinishedError } from '../control/errors.ts';
import { Again, growingPauses, retry } from '../control/retry.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Group } from '../model/deployment-group.ts';
import { singleLine } from '../text/escape.ts';
import { type DeploymentIdentity, findCreated } from './find-created.ts';

export interface Create {
  readonly aws: Aws;
  readonly group: Group;
  readonly request: CreateDeploymentCommandInput;
  /** Identifies the deployment when CreateDeployment does not answer. */
  readonly identity: DeploymentIdentity;
  /** Called before each CreateDeployment: after it, a deployment may exist. */
  readonly onSend: () => void;
  readonly signal: AbortSignal;
  readonly deadlines: CreateDeadlines;
  readonly log: (line: string) => void;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/** Signals that abort when the time after an interruption is over. */
export interface CreateDeadlines {
  /** For waiting for the answer of CreateDeployment. */
  readonly answer: AbortSignal;
  /** For looking for the deployment. */
  readonly search: AbortSignal;
}

/** A deployment, or the DeploymentLimitExceededException that says why there is none. */
export type Created = { readonly deploymentId: string } | { readonly refusal: unknown };

/** The most times to send CreateDeployment when it certainly had no effect. */
const mostSends = 5;

/**
 * Creates the deployment, and never a second one. CreateDeployment has no idempotency token, so when it does not
 * answer, the step looks for the deployment before it sends the request again.
 * @throws the signal's reason when it aborts first; UnfinishedError when a deployment may exist that the step cannot
 * find.
 */
export async function createOnce(options: Create): Promise<Created> {
  const since = new Date();
  const attempt = (number: number) => sendOnce(options, { since, isLast: number === mostSends });
  return retry(attempt, { pauses: growingPauses(mostSends - 1), signal: options.signal });
}

async function sendOnce(
  options: Create,
  { since, isLast }: { since: Date; isLast: boolean },
): Promise<Created | Again> {
  const { aws, request, signal, deadlines, onSend, log } = options;
  signal.throwIfAborted();
  onSend();
  try {
    return { deploymentId: await createDeployment(aws, { request, signal: deadlines.answer }) };
  } catch (thrown) {
    const error = deadlines.answer.aborted ? deadlines.answer.reason : thrown;
    if (isLimitExceeded(error)) return { refusal: error };
    if (!deadlines.answer.aborted && isRefused(error)) throw error;
    if (isUndone(error)) {
      if (!isLast) log(`Sending CreateDeployment again after a pause. ${whatHappened(error)}`);
      return new Again(error);
    }
    const created = await searchAfter(error, { ...options, since });
    return created ? { deploymentId: created.id } : new Again(unanswered(error, aws.region), error);
  }
}

/** Sends the request once, without retries: a deployment may exist even after an error. */
async function createDeployment(
  { codedeployOnce }: Pick<Aws, 'codedeployOnce'>,
  { request, signal }: { request: CreateDeploymentCommandInput; signal: AbortSignal },
): Promise<string> {
  const command = new CreateDeploymentCommand(request);
  const { deploymentId, $metadata } = await codedeployOnce.send(command, { abortSignal: signal });
  if (deploymentId) return deploymentId;
  throw Object.assign(new Error('CreateDeployment answered without a deployment id.'), { $metadata });
}

async function searchAfter(
  error: unknown,
  { aws, group, identity, since, deadlines, log, onReadIssue }: Create & { since: Date },
): Promise<Deployment | undefined> {
  log(`${silence(error)} Looking for a deployment that it may have created.`);
  try {
    const created = await findCreated({
      codedeploy: aws.codedeploy,
      group,
      identity,
      since,
      signal: deadlines.search,
      retryFor: Number.POSITIVE_INFINITY,
      onReadIssue,
    });
    log(created ? `It created ${singleLine(created.id)}.` : 'It created none.');
    return created;
  } catch (failure) {
    throw unanswered(failure, aws.region, error);
  }
}

function silence(error: unknown): string {
  if (error instanceof Interruption) return `${error.message} CreateDeployment has not answered yet.`;
  return `CreateDeployment did not answer. ${error instanceof Error ? whatHappened(error) : String(error)}`;
}

/** `first`: the error of CreateDeployment, when `error` is the one that ended the search. */
function unanswered(error: unknown, region: string, first?: unknown): UnfinishedError {
  const causes = [first, error].map((failure) =>
    failure instanceof Interruption ? failure.message : explain(failure, { region }),
  );
  const why = [...new Set(causes)].filter(Boolean).join(' ') || messageOf(error);
  return new UnfinishedError(
    `CreateDeployment did not answer, so the step does not know whether it created a deployment. ${why} The post step of this action looks again.`,
    { cause: error },
  );
}
