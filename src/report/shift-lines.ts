import type { Snapshot, Target } from '../model/deployment.ts';
import type { TrafficShift } from '../model/traffic-shift.ts';
import { singleLine } from '../text/escape.ts';

/** What changed in how traffic moves: tasks that start, and each step of the shift. */
export function shiftLines(before: Snapshot | undefined, { targets }: Snapshot): string[] {
  const known = new Map(before?.targets.map(({ id, shift }) => [id, shift]));
  return targets.flatMap((target) => linesOf(known.get(target.id), target));
}

function linesOf(before: TrafficShift | undefined, { id, shift }: Target): string[] {
  if (!shift) return [];
  const name = singleLine(id);
  const { tasks, weight, to } = shift;
  const lines: string[] = [];
  if (tasks && (tasks.running !== before?.tasks?.running || tasks.desired !== before?.tasks?.desired))
    lines.push(`${name}  New tasks: ${tasks.running} of ${tasks.desired} running`);
  if (weight !== undefined && weight !== (before?.weight ?? 0))
    lines.push(`${name}  Traffic: ${before?.weight ?? 0} % → ${weight} % on ${sideOf(to)}`);
  return lines;
}

/** `version 2`, or the id of a task set. */
export function sideOf(side: string | undefined): string {
  if (side === undefined) return 'the new side';
  return /^\d+$/.test(side) ? `version ${side}` : singleLine(side);
}
