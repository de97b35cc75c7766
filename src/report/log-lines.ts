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
import { longestLogTail } from './last-words.ts';

/** The most failed scripts whose output the log shows; the summary shows all. */
const tailsInLog = 5;

/** One log line for each lifecycle event that changed from one snapshot to the next. */
export function changeLines(before: Snapshot | undefined, now: Snapshot): string[] {
  const { status } = now.deployment;
  const statusLines = before?.deployment.status === status ? [] : [statusLine(now)];
  const known = new Map(before?.targets.map((target) => [target.id, target]));
  const shown = outputsShown(before);
  const targetLines = now.targets.flatMap((target) => {
    const changed = changedEvents(known.get(target.id), target);
    const skipped = changed.filter((event) => event.status === 'Skipped');
    const ran = changed.filter((event) => event.status !== 'Skipped');
    return [
      ...ran.flatMap((event) => [eventLine(target, event), ...outputLines(target, { event, shown })]),
      ...(skipped.length > 0 ? [skippedLine(target, skipped)] : []),
    ];
  });
  return isCompleted(now.deployment) ? [...targetLines, ...statusLines] : [...statusLines, ...targetLines];
}

function statusLine(snapshot: Snapshot): string {
  const { deployment } = snapshot;
  const line = `Deployment ${singleLine(deployment.id)}: ${singleLine(deployment.status)}`;
  return isCompleted(deployment) ? `${line} (${standing(snapshot)})` : line;
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
 * The last output of a failed script, unless the log already shows it for another instance. Adds the output to `shown`.
 */
function outputLines(
  target: Target,
  { event, shown }: { event: LifecycleEvent; shown: ShownOutputs },
): string[] {
  const output = outputOf(event);
  if (output === '') return [];
  const same = shown.get(output);
  if (same) return [`  | (the same output as on ${singleLine(same.id)})`];
  shown.set(output, target);
  if (shown.size > tailsInLog) return ['  | (its output is in the job summary)'];
  if (output.length <= longestLogTail) return quotedLines(output);
  return [
    `  | (the last ${longestLogTail} of ${output.length} characters)`,
    ...quotedLines(output.slice(-longestLogTail)),
  ];
}
