import { eventDuration, type LifecycleEvent, type Snapshot, type Target } from '../deployment/snapshot.ts';
import { formatDuration } from './duration.ts';
import { escapeMarkdown } from './escape.ts';
import { fit } from './fit.ts';

const statusIcons: Record<string, string> = { Succeeded: '✅', Failed: '❌', InProgress: '⏳' };

/** What needs attention comes first. */
const statusOrder = ['Failed', 'InProgress', 'Unknown', 'Ready', 'Pending', 'Skipped', 'Succeeded'];

/** The table of instances × lifecycle events, failures first, in at most `budget` bytes. */
export function instanceTable({ targets }: Snapshot, budget: number): string {
  const events = eventNames(targets);
  const head = [
    row(['Instance', 'Status', ...events.map(escapeMarkdown)]),
    row(['---', '---', ...events.map(() => '---')]),
  ];
  const sorted = [...targets].sort((a, b) => rank(a) - rank(b));
  const { shown, omitted } = fit(
    sorted.map((target) => targetRow(target, events)),
    budget - Buffer.byteLength(head.join('\n')),
  );
  const rest =
    omitted > 0
      ? `\n\n${omitted} more instances are not shown: ${countByStatus(sorted.slice(-omitted))}.`
      : '';
  return `${[...head, ...shown].join('\n')}${rest}`;
}

function rank({ status }: Target): number {
  const index = statusOrder.indexOf(status);
  return index < 0 ? statusOrder.length : index;
}

/** Every event name, in the order in which the targets have them: original and replacement instances differ. */
function eventNames(targets: readonly Target[]): string[] {
  const names: string[] = [];
  for (const { events } of targets) {
    let position = 0;
    for (const { name } of events) {
      const known = names.indexOf(name);
      if (known >= 0) position = known + 1;
      else names.splice(position++, 0, name);
    }
  }
  return names;
}

function targetRow(target: Target, names: readonly string[]): string {
  const events = new Map(target.events.map((event) => [event.name, event]));
  const label = target.label ? ` (${escapeMarkdown(target.label)})` : '';
  const cells = names.map((name) => eventCell(events.get(name)));
  return row([`<code>${escapeMarkdown(target.id)}</code>${label}`, status(target.status), ...cells]);
}

function status(text: string): string {
  return [statusIcons[text], escapeMarkdown(text)].filter((part) => part !== undefined).join(' ');
}

function eventCell(event: LifecycleEvent | undefined): string {
  if (!event) return '';
  const duration = eventDuration(event);
  const icon = statusIcons[event.status];
  if (!icon) return escapeMarkdown(event.status.toLowerCase());
  return duration === undefined ? icon : `${icon} ${formatDuration(duration)}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function countByStatus(targets: readonly Target[]): string {
  const counts = new Map<string, number>();
  for (const { status } of targets) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${escapeMarkdown(status)}`).join(', ');
}
