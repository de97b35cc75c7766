import type { Target } from '../model/deployment.ts';
import { counted, type Nouns } from '../model/nouns.ts';
import { capital } from '../text/capital.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { fit } from './fit.ts';
import type { Fleet, Member, Standing } from './fleet.ts';
import type { Page } from './page.ts';
import { breakOf, spanOf } from './roll-out.ts';

export const icons: Readonly<Record<Standing, string>> = {
  updated: '✅',
  ready: '☑️',
  failed: '❌',
  interrupted: '✋',
  'under way': '⏳',
  waiting: '⬜',
  'not reached': '⬜',
  unknown: '❔',
};

/** What needs attention comes first. */
const order: readonly Standing[] = [
  'failed',
  'interrupted',
  'unknown',
  'under way',
  'ready',
  'waiting',
  'not reached',
  'updated',
];

/** The most rows of targets that need attention, and the most names in a row. */
const mostRows = 10;
const mostNames = 3;
const longestName = 100;

interface Row {
  readonly members: readonly Member[];
  readonly rolledBack: readonly (Member | undefined)[];
}

/** A row for each target that needs attention, one for all others that say the same: five narrow columns. */
export function instanceTable({ fleet, rollbackFleet, nouns }: Page, budget: number): string {
  if (fleet.members.length === 0) return '';
  const rollbacks = new Map(rollbackFleet?.members.map((member) => [member.target.id, member]));
  const hasBreaks = fleet.members.some((member) => breakOf(member) !== undefined);
  const columns = [
    capital(nouns.one),
    'Deployment',
    ...(hasBreaks ? ['Where'] : []),
    'Took',
    ...(rollbackFleet ? ['Rollback'] : []),
  ];
  const render = ({ members, rolledBack }: Row) => {
    const [first] = members;
    if (!first) return '';
    const { standing } = first;
    return line([
      namesCell(members, nouns),
      `${icons[standing]} ${standing}`,
      ...(hasBreaks ? [escapeMarkdown(breakOf(first) ?? '', longestName)] : []),
      durations(members.map(({ target }) => target)),
      ...(rollbackFleet ? [rollbackCell(rolledBack)] : []),
    ]);
  };
  const rows = rowsOf(fleet, rollbacks);
  const { shown, omitted } = fit(rows, { budget, render });
  const rest = omitted.flatMap(({ members }) => members).length;
  const unseen = fleet.total - fleet.members.length;
  const notes = [
    rest > 0 && `${counted(rest, nouns)} more are not shown.`,
    unseen > 0 && `CodeDeploy counts ${counted(unseen, nouns)} more, but the step could not read them.`,
  ].filter((note) => note !== false);
  const head = [line(columns), line(columns.map((column) => (column === 'Took' ? '--:' : ':--')))];
  return [[...head, ...shown].join('\n'), ...notes].join('\n\n');
}

/** Rows that say the same are one row; of those that failed, the first few have a row each. */
function rowsOf({ members }: Fleet, rollbacks: ReadonlyMap<string, Member>): Row[] {
  const groups = Map.groupBy(members, (member) =>
    JSON.stringify([member.standing, breakOf(member), rollbacks.get(member.target.id)?.standing]),
  );
  const sorted = [...groups.values()].sort((a, b) => rank(a) - rank(b) || b.length - a.length);
  const broken = members.filter((member) => breakOf(member) !== undefined).length;
  const rows: Row[] = [];
  const add = (own: readonly Member[]) =>
    rows.push({ members: own, rolledBack: own.map(({ target }) => rollbacks.get(target.id)) });
  for (const group of sorted) {
    const isBroken = group.some((member) => breakOf(member) !== undefined);
    if (isBroken && broken <= mostRows) for (const member of group) add([member]);
    else add(group);
  }
  return rows;
}

function rank([member]: readonly Member[]): number {
  return member ? order.indexOf(member.standing) : order.length;
}

function namesCell(members: readonly Member[], nouns: Nouns): string {
  if (members.length > mostNames) return counted(members.length, nouns);
  return members.map(({ target }) => name(target)).join('<br>');
}

/** A target, with `new` or `original` where it makes a difference. */
export function name({ id }: Target): string {
  return `<code>${escapeMarkdown(id, longestName)}</code>`;
}

function rollbackCell(members: readonly (Member | undefined)[]): string {
  const known = members.filter((member) => member !== undefined);
  const [first] = known;
  if (!first) return '';
  const done = first.standing === 'updated' ? '' : first.standing;
  const targets = known.map(({ target }) => target);
  return [icons[first.standing], done, durations(targets)].filter((part) => part !== '').join(' ');
}

/** `34s`, `34s each`, `30s to 41s` */
function durations(targets: readonly Target[]): string {
  const all = targets.flatMap((target) => {
    const span = spanOf(target);
    return span ? [span.end - span.start] : [];
  });
  if (all.length === 0) return '';
  const [shortest, longest] = [formatDuration(Math.min(...all)), formatDuration(Math.max(...all))];
  if (shortest !== longest) return `${shortest} to ${longest}`;
  return all.length > 1 ? `${shortest} each` : shortest;
}

export function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
