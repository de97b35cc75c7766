import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws/clients.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { Interruption } from '../control/cancellation.ts';
import { ActionError } from '../control/errors.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import type { ConcurrencyPolicy } from '../model/policies.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentLine, progressLine } from './describe.ts';
import type { GroupState } from './group-state.ts';
import type { Overlap } from './overlap.ts';
import { intervalAt } from './poll-interval.ts';
import { createReader } from './reader.ts';
import { isEarlierAttempt, isLaterRun, type Run, runOf } from './run-marker.ts';
import { stopDeployment } from './stop.ts';

/** Milliseconds between log lines while the step waits for another deployment. */
const progressInterval = 60_000;

export interface Concurrency {
  readonly aws: Pick<Aws, 'codedeploy' | 'region'>;
  readonly policy: ConcurrencyPolicy;
  readonly allowOlder: boolean;
  /** This run. */
  readonly run: Run | undefined;
  /** Milliseconds; `undefined`: as {@link intervalAt} says. */
  readonly pollInterval: number | undefined;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly onReadIssue: (issue: ReadIssue) => void;
}

/**
 * Applies `if-in-progress` to another deployment of the group, and returns how that deployment ended.
 * @throws ActionError when the step may neither wait for it nor stop it.
 */
export async function waitOrStop(other: Deployment, options: Concurrency): Promise<Overlap> {
  const { aws, policy, signal, log } = options;
  if (policy === 'fail') throw new ActionError(busyText(other, aws.region));
  log(`Another deployment is active in the group: ${shownIn(aws.region, other)}`);
  const isStopped = policy === 'stop' && mayStop(other, options);
  const began = Date.now();
  if (isStopped) {
    log(`Stopping ${singleLine(other.id)}, to take its place (if-in-progress: stop)`);
    await stopDeployment(aws, { deploymentId: other.id, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  } else {
    log(`Waiting for the end of ${singleLine(other.id)}`);
  }
  try {
    const { status } = await waitForEnd(other, options);
    const run = runOf(other.description);
    return { deploymentId: other.id, isStopped, run, status, waited: Date.now() - began };
  } catch (error) {
    if (!(signal.reason instanceof Interruption)) throw error;
    const { message } = signal.reason;
    throw new ActionError(
      `${message} Deployment ${other.id} was still active in the group, so nothing was deployed.`,
      { cause: error },
    );
  }
}

/**
 * Says why another deployment of the group, active or ended, rules out this one, before the step packages anything.
 * `undefined`: none does. A deployment of an earlier attempt of this run never does, because the step may follow it.
 */
export function blocker(
  { active, current }: Pick<GroupState, 'active' | 'current'>,
  {
    region,
    policy,
    allowOlder,
    run,
  }: Pick<Concurrency, 'policy' | 'allowOlder' | 'run'> & { region: string },
): string | undefined {
  if (active.some(({ description }) => isEarlierAttempt(runOf(description), run))) return undefined;
  const older = allowOlder ? undefined : olderText(current, run);
  const [other] = active;
  if (older !== undefined || !other || policy === 'wait') return older;
  if (policy === 'fail') return busyText(other, region);
  return allowOlder ? undefined : laterText(other, run);
}

/** `if-in-progress: fail` */
function busyText(other: Deployment, region: string): string {
  return `Another deployment is active in the group: ${shownIn(region, other)}. if-in-progress is fail, so nothing was deployed. Wait for it to end or stop it, then run this job again; or set if-in-progress to wait or stop.`;
}

function shownIn(region: string, other: Deployment): string {
  return deploymentLine(other, { region, now: new Date() });
}

/** @throws ActionError when the other deployment belongs to a later run. */
function mayStop(other: Deployment, { allowOlder, run, log }: Concurrency): boolean {
  const later = allowOlder ? undefined : laterText(other, run);
  if (later !== undefined) throw new ActionError(later);
  // An Auto Scaling group terminates an instance when its first deployment is stopped.
  if (!other.creator?.startsWith('autoscaling')) return true;
  log(
    `${singleLine(other.id)} deploys to new instances of an Auto Scaling group, so the step does not stop it`,
  );
  return false;
}

/** Keeps this older run from stopping the deployment of a newer one. */
function laterText(other: Deployment, run: Concurrency['run']): string | undefined {
  const later = runOf(other.description);
  if (!isLaterRun(later, run)) return undefined;
  return `Deployment ${other.id} belongs to a later run (${later?.id}) of this workflow, so it was not stopped and nothing was deployed. Set allow-older to true to deploy anyway.`;
}

async function waitForEnd(other: Deployment, options: Concurrency): Promise<Deployment> {
  const { aws, pollInterval, signal, log, onReadIssue } = options;
  const reader = createReader({ codedeploy: aws.codedeploy, deploymentId: other.id, signal }, onReadIssue);
  const started = Date.now();
  let lastLine = started;
  let status = other.status;
  for (;;) {
    const deployment = await reader.deployment();
    if (deployment && isCompleted(deployment)) {
      log(`${singleLine(other.id)}: ${singleLine(deployment.status)}`);
      return deployment;
    }
    const now = Date.now();
    if (deployment && (deployment.status !== status || now - lastLine >= progressInterval)) {
      status = deployment.status;
      lastLine = now;
      log(`Waiting for ${singleLine(other.id)}: ${progressLine({ deployment, targets: [] }, now - started)}`);
    }
    await sleep(intervalAt(now - started, pollInterval), undefined, { signal });
  }
}

/**
 * @throws ActionError when this run would replace a later run's revision with an older one.
 */
export function assertNotOlder(
  current: Deployment | undefined,
  { allowOlder, run }: Pick<Concurrency, 'allowOlder' | 'run'>,
): void {
  const older = allowOlder ? undefined : olderText(current, run);
  if (older !== undefined) throw new ActionError(older);
}

function olderText(current: Deployment | undefined, run: Concurrency['run']): string | undefined {
  const later = runOf(current?.description);
  if (!current || !isLaterRun(later, run)) return undefined;
  return `A later run (${later?.id}) of this workflow has already deployed to ${current.deploymentGroupName}: deployment ${current.id}, "${singleLine(current.description ?? '')}". This run (${run?.id}) would replace it with an older revision, so nothing was deployed. Set allow-older to true to deploy anyway, for example to go back to an older revision on purpose.`;
}
