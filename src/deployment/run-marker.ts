import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../actions/context.ts';

/** A workflow run, as a deployment's description names it. */
export interface Run {
  /** `owner/repo/deploy.yml`. */
  readonly workflow: string;
  /** GitHub gives later runs higher ids. */
  readonly id: number;
  readonly attempt: number;
}

/** So much of a workflow's file name is readable; a longer one is told apart by its digest. */
const longestFileName = 60;

/**
 * The mark that a step puts at the end of its deployment's description: `[acme/shop/deploy.yml run 4711/1 #5f0c9a31]`.
 * Its token is of this step alone: CreateDeployment has no idempotency token, this is ours. At most 220 characters.
 */
export function createRunMarker({
  workflow,
  runId,
  runAttempt,
}: Pick<Context, 'workflow' | 'runId' | 'runAttempt'>): string {
  const token = randomBytes(4).toString('hex');
  return `[${markedWorkflow(workflow)} run ${runId || '0'}/${runAttempt} #${token}]`;
}

/** A workflow without what a marker can't hold. */
function markedWorkflow(workflow: string): string {
  const [owner = '', repository = '', ...file] = workflow.split('/');
  const name = encodeURIComponent(file.join('/'));
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const shown = name.length > longestFileName ? `${name.slice(0, longestFileName - 9)}~${digest}` : name;
  return `${owner}/${repository}/${shown}`;
}

const markerForm =
  /\[([\w.-]{1,39}\/[\w.-]{1,100}\/[\w.~!*'()%-]{1,60}) run (\d{1,15})\/(\d{1,5}) #[0-9a-f]{8}\]$/;

/**
 * The run that a description names. Anybody may have written it: only what {@link createRunMarker} writes counts, at the
 * very end.
 */
export function runOf(description: string | undefined): Run | undefined {
  const [, workflow, id, attempt] = markerForm.exec(description ?? '') ?? [];
  return workflow ? { workflow, id: Number(id), attempt: Number(attempt) } : undefined;
}

/** The two are of the same workflow, and `run` began after `other`. */
export function isLaterRun(run: Run | undefined, other: Run | undefined): boolean {
  return run !== undefined && other !== undefined && run.workflow === other.workflow && run.id > other.id;
}

/** The two are of the same run, and `attempt` was made before `other`. */
export function isEarlierAttempt(attempt: Run | undefined, other: Run | undefined): boolean {
  return (
    attempt !== undefined &&
    other !== undefined &&
    attempt.workflow === other.workflow &&
    attempt.id === other.id &&
    attempt.attempt < other.attempt
  );
}
