import { eventDuration, type LifecycleEvent, type Target } from '../model/deployment.ts';
import { counted, type Nouns } from '../model/nouns.ts';
import { capital } from '../text/capital.ts';
import { columnName } from './event-names.ts';
import { fit } from './fit.ts';
import type { Fleet } from './fleet.ts';
import { icons, line, name } from './instance-table.ts';

/** An instance behind a load balancer has 13 events. More columns than this, or longer names, are no table any more. */
const mostEvents = 20;

/** Every target, event by event in seconds, in a fold of about `budget` bytes; those that nothing ran on are one row. */
export function eventTable(
  { members, originals }: Fleet,
  { title, nouns, budget }: { title: string; nouns: Nouns; budget: number },
): string {
  const own: Row[] = members.map(({ target, standing }) => ({ target, icon: icons[standing] }));
  const all = [
    ...own.sort((a, b) => rank(a) - rank(b)),
    ...originals.map((target) => ({ target, icon: '🔵' })),
  ];
  const rows = all.filter(({ target }) => hasRun(target));
  if (rows.length === 0) return '';
  const names = eventNames(rows.map(({ target }) => target));
  const head = [
    line([capital(nouns.one), ...names.map(columnName)]),
    line([':--', ...names.map(() => '--:')]),
  ];
  const { shown, omitted } = fit(rows, {
    budget: budget - Buffer.byteLength(head.join('\n')),
    render: ({ target, icon }) => line([`${icon} ${name(target)}`, ...cells(target, names)]),
  });
  const idle = all.length - rows.length;
  const rest =
    idle > 0 ? [line([`⬜ ${idle} more`, ...names.map((_, index) => (index === 0 ? 'skipped' : ''))])] : [];
  const notes = omitted.length > 0 ? [`${counted(omitted.length, nouns)} more are not shown.`] : [];
  return [
    `<details><summary>${title}</summary>`,
    [...head, ...shown, ...rest].join('\n'),
    ...notes,
    '</details>',
  ].join('\n\n');
}

interface Row {
  readonly target: Target;
  readonly icon: string;
}

function hasRun({ events }: Target): boolean {
  return events.some(({ status }) => status !== 'Skipped' && status !== 'Pending');
}

/** What needs attention comes first. */
function rank({ icon }: Row): number {
  return icon === icons.failed ? 0 : icon === icons.interrupted ? 1 : icon === icons.updated ? 3 : 2;
}

/** The event names, in the order in which the targets have them: original and replacement instances differ. */
function eventNames(targets: readonly Target[]): string[] {
  const names: string[] = [];
  for (const { events } of targets) {
    let position = 0;
    for (const { name: event } of events) {
      const known = names.indexOf(event);
      if (known >= 0) position = known + 1;
      else if (names.length < mostEvents) names.splice(position++, 0, event);
    }
  }
  return names;
}

function cells({ events }: Target, names: readonly string[]): string[] {
  const byName = new Map(events.map((event) => [event.name, event]));
  return names.map((event) => eventCell(byName.get(event)));
}

function eventCell(event: LifecycleEvent | undefined): string {
  if (!event) return '';
  const duration = eventDuration(event);
  const time = duration === undefined ? '' : seconds(duration);
  switch (event.status) {
    case 'Succeeded':
      return time || '✅';
    case 'Failed':
      return `**❌ ${time}**`.replace(' **', '**');
    case 'InProgress':
      return '⏳';
    default:
      return '–';
  }
}

function seconds(milliseconds: number): string {
  const exact = milliseconds / 1000;
  return exact < 9.95 ? exact.toFixed(1).replace(/\.0$/, '') : String(Math.round(exact));
}
