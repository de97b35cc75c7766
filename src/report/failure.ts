import { errorCodeRemedies, readyTimeoutRemedy } from '../aws/remedies/deployment-errors.ts';
import { lifecycleRemedy } from '../aws/remedies/lifecycle-errors.ts';
import { remedyFor } from '../aws/remedies/remedy.ts';
import type { Successor } from '../deployment/overlap.ts';
import {
  type Deployment,
  failedEvent,
  type LifecycleEvent,
  type Snapshot,
  type Target,
} from '../model/deployment.ts';
import { quotedLines, sentence, singleLine } from '../text/escape.ts';
import { isInterrupted } from './interrupted-event.ts';
import { lastWords } from './last-words.ts';

/** A lifecycle event that failed on an instance. */
export interface Failure {
  readonly target: Target;
  readonly event: LifecycleEvent;
}

/**
 * The failed events of all targets, the earliest first: later ones may only follow from it. Without scripts that were
 * ended together with the deployment.
 */
export function failuresOf(snapshot: Snapshot): Failure[] {
  const isStopped = snapshot.deployment.status === 'Stopped';
  return breaksOf(snapshot).filter(({ event }) => !isStopped || !isInterrupted(event));
}

/** The events that were cut off when the deployment was stopped. */
export function interruptionsOf(snapshot: Snapshot): Failure[] {
  return snapshot.deployment.status === 'Stopped'
    ? breaksOf(snapshot).filter(({ event }) => isInterrupted(event))
    : [];
}

function breaksOf({ targets }: Snapshot): Failure[] {
  return targets
    .flatMap((target) => {
      const event = failedEvent(target);
      return event ? [{ target, event }] : [];
    })
    .sort((a, b) => timeOf(a) - timeOf(b));
}

function timeOf({ event }: Failure): number {
  return (event.endTime ?? event.startTime)?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** The exit code of the script, as the agent reports it; `undefined` when it did not end with one. */
export function exitCodeOf({ diagnostics }: LifecycleEvent): number | undefined {
  const [, code] = /failed with exit code (\d{1,3})\s*$/.exec(diagnostics?.message ?? '') ?? [];
  return diagnostics?.errorCode === 'ScriptFailed' && code !== undefined ? Number(code) : undefined;
}

/** `scripts/start.sh: ScriptFailed: Script at … failed with exit code 1`, with what the agent reported. */
export function diagnosisOf({ diagnostics }: LifecycleEvent): string {
  const { scriptName, errorCode, message } = diagnostics ?? {};
  return [scriptName, errorCode, message]
    .map((part) => singleLine(part ?? ''))
    .filter((part) => part !== '')
    .join(': ');
}

/** `i-1 failed in ValidateService: scripts/validate.sh: ScriptFailed: …` */
export function failureLine({ target, event }: Failure): string {
  const diagnosis = diagnosisOf(event);
  return `${singleLine(target.id)} failed in ${singleLine(event.name)}${diagnosis ? `: ${diagnosis}` : ', and the agent did not say why.'}`;
}

/** The targets that failed although no lifecycle event ran on them: their agents did not take part. */
export function silentlyFailed({ targets }: Snapshot): Target[] {
  return targets.filter(
    ({ status, events }) =>
      status === 'Failed' && events.every((event) => !/^(Succeeded|Failed)$/.test(event.status)),
  );
}

export function silenceLine(targets: readonly Target[]): string {
  return `${namesOf(targets)} failed without a failed lifecycle event: the CodeDeploy agent did not take part. Check that it is running and can reach AWS: \`service codedeploy-agent status\`.`;
}

const namesInALine = 5;

/** `i-1, i-2 and 3 more` */
export function namesOf(targets: readonly Target[]): string {
  const shown = targets.slice(0, namesInALine).map(({ id }) => singleLine(id));
  const rest = targets.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The deployment's own error: code, message and what to do, as far as it has them. */
export function errorLine({ error, status }: Deployment): string | undefined {
  if (!error) return undefined;
  const said = [error.code, error.message].map(singleLine).filter((part) => part !== '');
  const remedy =
    status === 'Stopped' && error.code === 'TIMEOUT'
      ? readyTimeoutRemedy
      : remedyFor(errorCodeRemedies, error.code);
  return [sentence(said.join(': ')), remedy].filter(Boolean).join(' ');
}

/** What happened to the instances afterwards; `undefined` when CodeDeploy left them as they are without a reason. */
function rollbackLine({ deployment }: Snapshot, rollback: Snapshot | undefined): string | undefined {
  const { rollbackDeploymentId: id, rollbackMessage } = deployment;
  if (!id) return rollbackMessage && singleLine(rollbackMessage);
  const status = rollback?.deployment.status;
  switch (status) {
    case 'Succeeded':
      return `Rolled back by ${singleLine(id)} (Succeeded).`;
    case 'Failed':
    case 'Stopped':
      return `The rollback by ${singleLine(id)} did not succeed either (${status}). Instances may run either revision: check each of them, then deploy again.`;
    default:
      return `It is being rolled back by ${singleLine(id)}${status ? ` (${singleLine(status)})` : ''}.`;
  }
}

/** What to do about a failed event; `''` when there is nothing to add. */
export function remedyOf({ name, diagnostics }: LifecycleEvent): string {
  return lifecycleRemedy({
    name,
    errorCode: diagnostics?.errorCode ?? '',
    message: diagnostics?.message ?? '',
  });
}

/** The runner cuts an annotation at 4096 characters (actions/runner), so the output gets only a part of them. */
const linesInAnnotation = 10;
const charactersInAnnotation = 1500;

/** The last lines that a failed script wrote, as the log shows them. */
function quotedWords(event: LifecycleEvent): string[] {
  const words = lastWords(event).filter((line) => line.trim() !== '');
  if (words.length === 0) return [];
  const last = quotedLines(words.slice(-linesInAnnotation).join('\n'));
  while (last.join('\n').length > charactersInAnnotation) last.shift();
  return last;
}

function interruptionLine({ target, event }: Failure, more: number): string {
  const script = singleLine(event.diagnostics?.scriptName ?? '');
  const others = more > 0 ? `, and ${more} more` : '';
  return `${singleLine(target.id)} was interrupted in ${singleLine(event.name)}${script ? `: ${script}` : ''}${others}.`;
}

function successorLine({ deploymentId, run }: Successor): string {
  return `Run ${run.id} of ${singleLine(run.workflow)} started ${singleLine(deploymentId)} right after it: that run has most likely taken its place.`;
}

/** The text of the single annotation for a failed or stopped deployment and its rollback, if any: a few lines. */
export function failureMessage(snapshot: Snapshot, rollback?: Snapshot, successor?: Successor): string {
  const { deployment } = snapshot;
  const [first, ...others] = failuresOf(snapshot);
  const [interrupted, ...more] = interruptionsOf(snapshot);
  const silent = silentlyFailed(snapshot);
  const { id, applicationName, deploymentGroupName, status } = deployment;
  const wasStopped = status === 'Stopped';
  const lines = [
    `Deployment ${singleLine(id)} of ${singleLine(applicationName)} to ${singleLine(deploymentGroupName)}: ${singleLine(status)}.`,
    // A script that the stop cut off is not the reason for the stop.
    wasStopped && errorLine(deployment),
    successor && successorLine(successor),
    interrupted && interruptionLine(interrupted, more.length),
    first && failureLine(first),
    ...(first ? quotedWords(first.event) : []),
    first && !wasStopped && remedyOf(first.event),
    others.length > 0 && `${others.length} more failed: ${namesOf(others.map(({ target }) => target))}.`,
    silent.length > 0 && silenceLine(silent),
    !wasStopped && errorLine(deployment),
    rollbackLine(snapshot, rollback),
  ];
  return lines.filter((line) => typeof line === 'string' && line !== '').join('\n');
}

/** The text of the warning about a deployment that succeeded although instances failed. */
export function partialSuccessMessage(snapshot: Snapshot): string {
  const failures = failuresOf(snapshot);
  const failed = snapshot.targets.filter(({ status }) => status === 'Failed');
  const count = Math.max(snapshot.deployment.counts.failed, failed.length);
  const [first] = failures;
  return [
    `Deployment ${singleLine(snapshot.deployment.id)} succeeded, but ${count} of its instances failed${failed.length > 0 ? `: ${namesOf(failed)}` : ''}. The deployment configuration tolerates this; those instances do not run the new revision.`,
    ...(first ? [failureLine(first)] : []),
  ].join('\n');
}
