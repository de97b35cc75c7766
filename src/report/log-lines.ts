import { standing } from '../deployment/describe.ts';
import {
  eventDuration,
  isCompleted,
  type LifecycleEvent,
  type Snapshot,
  type Target,
} from '../model/deployment.ts';
import { formatDuration } from '../text/duration.ts';
import { quotedLines, singleLine } from '../text/escape.ts';
import { diagnosisOf, failuresOf } from './failure.ts';
import { fleetLines, isLarge, onlyFailures } from './fleet-lines.ts';
import { isInterrupted } from './interrupted-event.ts';
import { longestLogTail } from './last-words.ts';

/** The most failed scripts whose output the log shows; the summary shows all. */
const tailsInLog = 10;

/** What the log tells of a deployment. */
export interface LogOptions {
  /** Milliseconds since it began. */
  readonly elapsed?: number;
  /** It was told to stop: scripts that end now did not fail by themselves. */
  readonly isStopping?: boolean;
}

/**
 * What changed from one snapshot to the next: a line for each lifecycle event; of a large fleet, for each failure and for
 * the counts. How the deployment ended is {@link endLine}.
 */
export function changeLines(
  before: Snapshot | undefined,
  now: Snapshot,
  { elapsed = 0, isStopping = false }: LogOptions = {},
): string[] {
  const { status } = now.deployment;
  const isNews = before?.deployment.status !== status && !isCompleted(now.deployment);
  const statusLines = isNews ? [`Deployment ${singleLine(now.deployment.id)}: ${singleLine(status)}`] : [];
  const isEnding = isStopping || status === 'Stopped';
  if (!isLarge(now)) return [...statusLines, ...targetLines(before, now, isEnding)];
  return [
    ...statusLines,
    ...targetLines(before && onlyFailures(before), onlyFailures(now), isEnding),
    ...fleetLines(before, now, elapsed),
  ];
}

/** `Deployment d-A1B2C3D4E: Failed (4 succeeded, 1 failed, 7 skipped)`; `undefined` while it has not ended. */
export function endLine(snapshot: Snapshot): string | undefined {
  const { deployment } = snapshot;
  return isCompleted(deployment)
    ? `Deployment ${singleLine(deployment.id)}: ${singleLine(deployment.status)} (${standing(snapshot)})`
    : undefined;
}

function targetLines(before: Snapshot | undefined, now: Snapshot, isStopping: boolean): string[] {
  const known = new Map(before?.targets.map((target) => [target.id, target]));
  const shown = outputsShown(before);
  return now.targets.flatMap((target) => {
    const changed = changedEvents(known.get(target.id), target);
    const skipped = changed.filter((event) => event.status === 'Skipped');
    const ran = changed.filter((event) => event.status !== 'Skipped');
    return [
      ...ran.flatMap((event) => {
        const [remark = '', ...output] = outputLines(target, { event, shown });
        const line =
          isStopping && isInterrupted(event) ? interruptedLine(target, event) : eventLine(target, event);
        return [`${line}${remark}`, ...output];
      }),
      ...(skipped.length > 0 ? [skippedLine(target, skipped)] : []),
    ];
  });
}

function interruptedLine(target: Target, { name, diagnostics }: LifecycleEvent): string {
  const script = singleLine(diagnostics?.scriptName ?? '');
  return `${singleLine(target.id)}  ${singleLine(name)}: interrupted${script ? `, ${script}` : ''}`;
}

function changedEvents(before: Target | undefined, now: Target): LifecycleEvent[] {
  const statuses = new Map(before?.events.map(({ name, status }) => [name, status]));
  return now.events.filter(({ name, status }) => status !== (statuses.get(name) ?? 'Pending'));
}

function eventLine(target: Target, event: LifecycleEvent): string {
  const duration = eventDuration(event);
  const line = `${singleLine(target.id)}  ${singleLine(event.name)}: ${singleLine(event.status)}`;
  const timed =
    duration === undefined || event.status === 'InProgress' ? line : `${line} (${formatDuration(duration)})`;
  const diagnosis = event.status === 'Failed' ? diagnosisOf(event) : '';
  return diagnosis ? `${timed}, ${diagnosis}` : timed;
}

function skippedLine(target: Target, skipped: readonly LifecycleEvent[]): string {
  if (skipped.length < target.events.length) {
    return `${singleLine(target.id)}  Skipped: ${skipped.map(({ name }) => singleLine(name)).join(', ')}`;
  }
  return `${singleLine(target.id)}  ${target.status === 'Failed' ? 'Failed, and skipped' : 'Skipped'}: all events`;
}

/** The outputs of failed scripts in the log so far, each with the first instance that had it. */
type ShownOutputs = Map<string, Target>;

function outputsShown(before: Snapshot | undefined): ShownOutputs {
  const shown: ShownOutputs = new Map();
  for (const { target, event } of before ? failuresOf(before) : []) {
    const output = outputOf(event);
    if (output && !shown.has(output)) shown.set(output, target);
  }
  return shown;
}

function outputOf({ status, diagnostics }: LifecycleEvent): string {
  return status === 'Failed' ? (diagnostics?.logTail.trimEnd() ?? '') : '';
}

/**
 * What to add to the line of a failed script, and then its last output, unless the log already shows it for another
 * instance. Adds the output to `shown`.
 */
function outputLines(
  target: Target,
  { event, shown }: { event: LifecycleEvent; shown: ShownOutputs },
): string[] {
  const output = outputOf(event);
  if (output === '') return [''];
  const same = shown.get(output);
  if (same) return [` (output as on ${singleLine(same.id)})`];
  shown.set(output, target);
  if (shown.size > tailsInLog) return [' (its output is in the job summary)'];
  if (output.length <= longestLogTail) return ['', ...quotedLines(output)];
  return [
    '',
    `  | (the last ${longestLogTail} of ${output.length} characters)`,
    ...quotedLines(output.slice(-longestLogTail)),
  ];
}
