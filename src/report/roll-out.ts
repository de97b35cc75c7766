import { failedEvent, type Target } from '../model/deployment.ts';
import type { Fleet, Member, Standing } from './fleet.ts';

/** When a deployment was under way on a target. */
export interface Stay {
  readonly member: Member;
  readonly start: number;
  readonly end: number;
}

/** Those on which something has happened, in the order in which it began. Milliseconds since 1970. */
export function staysOf({ members }: Pick<Fleet, 'members'>): Stay[] {
  return members
    .flatMap((member) => {
      const span = spanOf(member.target);
      return span ? [{ member, ...span }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

/** From the first event to the last one that is known. Skipped events have no time that means anything. */
export function spanOf({ events }: Target): { start: number; end: number } | undefined {
  const ran = events.filter(({ status }) => status === 'Succeeded' || status === 'Failed');
  const starts = ran.flatMap(({ startTime }) => startTime?.getTime() ?? []);
  const ends = ran.flatMap(({ endTime }) => endTime?.getTime() ?? []);
  const [start, end] = [Math.min(...starts), Math.max(...ends)];
  return Number.isFinite(start) && Number.isFinite(end) && end >= start ? { start, end } : undefined;
}

/** Those that were deployed to together. */
export interface Wave {
  readonly stays: readonly Stay[];
  readonly start: number;
  readonly end: number;
}

/**
 * Successive waves: the next begins when the first of the wave before is done. More than `most` are put together, as many
 * in each.
 */
export function wavesOf(stays: readonly Stay[], most: number): Wave[] {
  const waves: Stay[][] = [];
  let firstEnd = Number.NEGATIVE_INFINITY;
  for (const stay of stays) {
    if (stay.start >= firstEnd) {
      waves.push([]);
      firstEnd = stay.end;
    }
    waves.at(-1)?.push(stay);
    firstEnd = Math.min(firstEnd, stay.end);
  }
  const perRow = Math.ceil(waves.length / most);
  const rows = Array.from({ length: Math.ceil(waves.length / Math.max(1, perRow)) }, (_, row) =>
    waves.slice(row * perRow, (row + 1) * perRow).flat(),
  );
  return rows.map((own) => ({
    stays: own,
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end)),
  }));
}

/** `23 updated, 2 failed` */
export function countStandings(members: readonly Member[]): string {
  const groups = Map.groupBy(members, ({ standing }) => standing);
  return [...groups].map(([standing, { length }]) => `${length} ${standing satisfies Standing}`).join(', ');
}

/** Where a target failed or was interrupted; `undefined` when it was neither. */
export function breakOf({ target, standing }: Member): string | undefined {
  return standing === 'failed' || standing === 'interrupted' ? failedEvent(target)?.name : undefined;
}
