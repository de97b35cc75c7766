import {
  eventDuration,
  type LifecycleEvent,
  type Snapshot,
  type Target,
  totalOf,
} from '../model/deployment.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { fit } from './fit.ts';

const statusIcons = new Map([
  ['Succeeded', '✅'],
  ['Failed', '❌'],
  ['InProgress', '⏳'],
]);

/** Targets that need attention come first. */
const statusOrder = ['Failed', 'InProgress', 'Unknown', 'Ready', 'Pending', 'Skipped', 'Succeeded'];

/** An instance behind a load balancer has 13 events. A table with more columns or longer cells is unreadable. */
const mostEvents = 20;
const longestCell = 100;

/** The table of instances × lifecycle events, failures first, in about `budget` bytes. */
export function instanceTable({ deployment, targets }: Snapshot, budget: number): string {
  const events = eventNames(targets);
  const head = [
    row(['Instance', 'Status', ...events.map(cell)]),
    row(['---', '---', ...events.map(() => '---')]),
  ];
  const { shown, omitted } = fit(
    [...targets].sort((a, b) => rank(a) - rank(b)),
    { budget: budget - Buffer.byteLength(head.join('\n')), render: (target) => targetRow(target, events) },
  );
  const unseen = totalOf(deployment.counts) - targets.length;
  const rest = [
    omitted.length > 0 && `${omitted.length} more instances are not shown: ${countByStatus(omitted)}.`,
    unseen > 0 && `CodeDeploy counts ${unseen} more instances, but the step could not read them.`,
  ].filter((line) => typeof line === 'string');
  return [[...head, ...shown].join('\n'), ...rest].join('\n\n');
}

function rank({ status }: Target): number {
  const index = statusOrder.indexOf(status);
  return index < 0 ? statusOrder.length : index;
}

/** The event names in the order of the targets' events. Original and replacement instances have different events. */
function eventNames(targets: readonly Target[]): string[] {
  const names: string[] = [];
  for (const { events } of targets) {
    let position = 0;
    for (const { name } of events) {
      const known = names.indexOf(name);
      if (known >= 0) position = known + 1;
      else if (names.length < mostEvents) names.splice(position++, 0, name);
    }
  }
  return names;
}

function targetRow(target: Target, names: readonly string[]): string {
  const events = new Map(target.events.map((event) => [event.name, event]));
  const label = target.label ? ` (${cell(target.label)})` : '';
  const cells = names.map((name) => eventCell(events.get(name)));
  return row([`<code>${cell(target.id)}</code>${label}`, statusCell(target.status), ...cells]);
}

function statusCell(status: string): string {
  return [statusIcons.get(status), cell(status)].filter((part) => part !== undefined).join(' ');
}

function eventCell(event: LifecycleEvent | undefined): string {
  if (!event) return '';
  const duration = eventDuration(event);
  const icon = statusIcons.get(event.status);
  if (!icon) return cell(event.status.toLowerCase());
  return duration === undefined ? icon : `${icon} ${formatDuration(duration)}`;
}

function cell(text: string): string {
  return escapeMarkdown(text, longestCell);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function countByStatus(targets: readonly Target[]): string {
  const groups = Map.groupBy(targets, ({ status }) => (statusOrder.includes(status) ? status : 'Unknown'));
  return [...groups].map(([status, { length }]) => `${length} ${status}`).join(', ');
}
