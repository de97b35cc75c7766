import { isCompleted, type LifecycleEvent } from '../model/deployment.ts';
import { counted } from '../model/nouns.ts';
import { isKnownEvent, pictureName } from './event-names.ts';
import type { Member } from './fleet.ts';
import type { Page } from './page.ts';
import { breakOf, countStandings, type Stay, spanOf, staysOf, wavesOf } from './roll-out.ts';

/** A picture of less than this says nothing. Milliseconds. */
const shortest = 10_000;
/** Rows for a target each; above that, one for each wave. */
const mostTargets = 15;
const mostWaves = 12;

interface Bar {
  readonly row: string;
  readonly label: string;
  readonly kind: 'done' | 'crit' | 'active' | undefined;
  readonly start: number;
  readonly end: number;
}

/**
 * The time of a roll-out as a Gantt chart, which GitHub draws; `''` when it would say nothing. Its language has no escapes,
 * so no text of others enters it: ids and event names only in the form that AWS gives them.
 */
export function gantt(page: Page): string {
  const bars = [...deploymentBars(page), ...trafficBars(page), ...rollbackBars(page)];
  const [first, last] = [
    Math.min(...bars.map(({ start }) => start)),
    Math.max(...bars.map(({ end }) => end)),
  ];
  if (bars.length === 0 || last - first < shortest) return '';
  const axis = last - first < 15 * 60_000 ? '%H:%M:%S' : '%H:%M';
  return [
    '```mermaid',
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss',
    `  axisFormat ${axis}`,
    ...bars.flatMap(({ row, ...bar }, index) => [
      ...(bars[index - 1]?.row === row ? [] : [`  section ${row}`]),
      `    ${task(bar)}`,
    ]),
    '```',
  ].join('\n');
}

function task({ label, kind, start, end }: Omit<Bar, 'row'>): string {
  const seconds = Math.max(1, Math.round((end - start) / 1000));
  return `${label} :${kind ? `${kind}, ` : ''}${wallClock(start)}, ${seconds}s`;
}

/** In UTC, as the rest of the page. Mermaid takes it for the reader's own time, and shows it as it is. */
function wallClock(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

function deploymentBars({ fleet, nouns }: Page): Bar[] {
  const stays = staysOf(fleet);
  const [only] = stays;
  if (stays.length === 1 && only && fleet.total === 1) return eventBars(only.member);
  const names = new Map(
    fleet.members.map(({ target }, index) => [target.id, safeId(target.id) ?? `${nouns.one} ${index + 1}`]),
  );
  if (stays.length > mostTargets) return waveBars(stays);
  return stays.map(({ member, start, end }) => ({
    row: names.get(member.target.id) ?? '',
    ...fate(member),
    start,
    end,
  }));
}

function fate(member: Member): Pick<Bar, 'label' | 'kind'> {
  const { standing } = member;
  const event = breakOf(member);
  if (event === undefined) return { label: standing, kind: standing === 'updated' ? 'done' : 'active' };
  return { label: `${safeEvent(event)} ${standing}`, kind: 'crit' };
}

/** What a single target spent its time with. */
function eventBars({ target }: Member): Bar[] {
  return target.events.flatMap((event) => {
    const span = spanOf({ ...target, events: [event] });
    const kind = event.status === 'Failed' ? 'crit' : 'done';
    return span
      ? [{ row: pictureName(event.name), label: `${secondsOf(event)}s`, kind, ...span } as const]
      : [];
  });
}

function secondsOf({ startTime, endTime }: LifecycleEvent): number {
  return Math.round(((endTime?.getTime() ?? 0) - (startTime?.getTime() ?? 0)) / 1000);
}

function waveBars(stays: readonly Stay[]): Bar[] {
  let number = 0;
  return wavesOf(stays, mostWaves).map(({ stays: own, start, end }) => {
    const members = own.map(({ member }) => member);
    const first = number + 1;
    number += own.length;
    const row = first === number ? `${first}` : `${first} to ${number}`;
    const kind = members.some((member) => breakOf(member) !== undefined) ? 'crit' : 'done';
    return { row, label: countStandings(members).replaceAll(',', ' and'), kind, start, end };
  });
}

/** Blue/green: from the first moment at which traffic moves to the last. */
function trafficBars({ fleet }: Page): Bar[] {
  if (fleet.originals.length === 0) return [];
  const events = [...fleet.originals, ...fleet.members.map(({ target }) => target)].flatMap((target) =>
    target.events.filter(({ name }) => name === 'AllowTraffic' || name === 'BlockTraffic'),
  );
  const span = spanOf({ id: '', label: undefined, status: '', events });
  return span ? [{ row: 'traffic', label: 'moves', kind: 'active', ...span }] : [];
}

function rollbackBars({ report: { rollback, now }, rollbackFleet, nouns, rollbackState }: Page): Bar[] {
  if (!rollback || !rollbackFleet) return [];
  const stays = staysOf(rollbackFleet);
  if (stays.length === 0) return [];
  const start = Math.min(...stays.map((stay) => stay.start));
  const end = isCompleted(rollback.deployment)
    ? Math.max(...stays.map((stay) => stay.end))
    : Math.max(start, now.getTime());
  const kind = rollbackState === 'failed' ? 'crit' : 'active';
  return [{ row: 'rollback', label: counted(stays.length, nouns), kind, start, end }];
}

/** There is room for so many characters beside the chart. */
const longestId = 10;
const endOfId = 7;

/** The end of an id, which differs; `undefined` for one that is not of AWS's form. */
function safeId(id: string): string | undefined {
  if (!/^[a-z0-9-]{1,100}$/i.test(id)) return undefined;
  return id.length > longestId ? `…${id.slice(-endOfId)}` : id;
}

function safeEvent(name: string): string {
  return isKnownEvent(name) ? name : 'an event';
}
