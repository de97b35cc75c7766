import { info } from '@actions/core';
import type { Snapshot } from './deployment/snapshot.ts';
import { changeLines, progressLine } from './report/log.ts';

/** A line with counts at least this often, so that a long quiet deployment is seen to live. */
const progressInterval = 60_000;

/** Prints what changes from snapshot to snapshot. */
export function liveLog(): (snapshot: Snapshot) => void {
  const started = Date.now();
  let lastProgress = started;
  let before: Snapshot | undefined;
  return (snapshot) => {
    for (const line of changeLines(before, snapshot)) info(line);
    before = snapshot;
    if (Date.now() - lastProgress < progressInterval) return;
    lastProgress = Date.now();
    info(progressLine(snapshot, lastProgress - started));
  };
}
