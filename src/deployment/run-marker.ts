import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../actions/context.ts';

/** The workflow run that a deployment's description names. */
export interface Run {
  /** `owner/repo/deploy.yml`. */
  readonly workflow: string;
  /** GitHub gives later runs higher ids. */
  readonly id: number;
  readonly attempt: number;
}

/** The most characters of a workflow's file name in a marker. A longer name ends with its digest, to stay unique. */
const longestFileName = 60;

/**
 * Creates the marker at the end of a deployment's description: `[acme/shop/deploy.yml run 4711/1 #5f0c9a31]`.
 * CreateDeployment has no idempotency token, so the marker's random token identifies this step. At most 220 characters.
 */
export function createRunMarker({
  workflow,
  runId,
  runAttempt,
}: Pick<Context, 'workflow' | 'runId' | 'runAttempt'>): string {
  const token = randomBytes(4).toString('hex');
  return `[${markedWorkflow(workflow)} run ${runId || '0'}/${runAttempt} #${token}]`;
}

/** The workflow, encoded and shortened for a marker. */
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
 * Reads the run from a description. Anyone may have written it, so only a marker as {@link createRunMarker} writes it
 * counts, at the very end.
 */
export function runOf(description: string | undefined): Run | undefined {
  const [, workflow, id, attempt] = markerForm.exec(description ?? '') ?? [];
  return workflow ? { workflow, id: Number(id), attempt: Number(attempt) } : undefined;
}

/** Whether both belong to the same workflow and `run` started after `other`. */
export function isLaterRun(run: Run | undefined, other: Run | undefined): boolean {
  return run !== undefined && other !== undefined && run.workflow === other.workflow && run.id > other.id;
}

/** Whether both belong to the same run and `attempt` came before `other`. */
export function isEarlierAttempt(attempt: Run | undefined, other: Run | undefined): boolean {
  return (
    attempt !== undefined &&
    other !== undefined &&
    attempt.workflow === other.workflow &&
    attempt.id === other.id &&
    attempt.attempt < other.attempt
  );
}
