import { info, warning } from '@actions/core';
import { permissionAdvice, whatHappened } from '../aws/explain.ts';
import type { ReadIssue } from '../aws/retry-transient.ts';
import { messageOf } from '../control/errors.ts';
import { progressLine } from '../deployment/describe.ts';
import type { Snapshot } from '../model/deployment.ts';
import { isLarge } from '../report/fleet-lines.ts';
import { changeLines, endLine, type LogOptions } from '../report/log-lines.ts';
import { shiftLines } from '../report/shift-lines.ts';

/** Milliseconds between lines with counts, which show that a long, quiet deployment is still running. */
const progressInterval = 60_000;

/** Prints what changes from one snapshot to the next, starting from `shown`. */
export function createProgressLog(
  shown: Snapshot | undefined,
  { isStopping = false }: Pick<LogOptions, 'isStopping'> = {},
): (snapshot: Snapshot) => void {
  const started = Date.now();
  let lastProgress = started;
  let before = shown;
  return (snapshot) => {
    const options = { elapsed: Date.now() - started, isStopping };
    const lines = [...changeLines(before, snapshot, options), ...shiftLines(before, snapshot)];
    for (const line of lines) info(line);
    if (lines.length > 0 && isLarge(snapshot)) lastProgress = Date.now();
    before = snapshot;
    if (Date.now() - lastProgress < progressInterval) return;
    lastProgress = Date.now();
    info(progressLine(snapshot, lastProgress - started));
  };
}

/** Prints how a deployment ended, below the group of its log where everybody sees it. */
export function logEnd(snapshot: Snapshot | undefined): void {
  const line = snapshot && endLine(snapshot);
  if (line !== undefined) info(line);
}

/** Prints why the step cannot read something at the moment. The step continues. */
export function logReadIssue(issue: ReadIssue): void {
  if (issue.kind === 'reachable') {
    info('CodeDeploy is answering again.');
    return;
  }
  const { kind, error } = issue;
  const text = error instanceof Error ? whatHappened(error) : messageOf(error);
  if (kind === 'unreachable') info(`CodeDeploy does not answer. ${text} Asking again.`);
  else warning(`The step cannot show what happens on the instances: ${text} ${permissionAdvice(error)}`);
}
