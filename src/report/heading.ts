import { counted } from '../model/nouns.ts';
import { escapeMarkdown } from '../text/escape.ts';
import type { Page } from './page.ts';
import type { RollbackState, Situation } from './situation.ts';

type Title = readonly [icon: string, text: string | ((page: Page) => string)];

/** What happened, in the fewest words. */
const titles: Readonly<Record<Situation, Title>> = {
  refused: ['❌', 'not deployed'],
  registered: ['✅', 'revision registered'],
  'dry run': ['🔍', 'dry run'],
  'dry run, refused': ['❌', 'dry run, refused'],
  created: ['✅', 'deployment created'],
  unread: ['❔', 'deployment created, and nothing known of it'],
  succeeded: ['✅', (page) => `deployed${toHowMany(page)}`],
  'succeeded in part': ['⚠️', (page) => `deployed, but failed on ${failedOf(page)}`],
  ready: ['⏸️', (page) => `${counted(page.fleet.total, page.nouns)} ready, waiting for the traffic`],
  shifted: ['✅', 'the traffic has moved'],
  'going on': ['⏩', (page) => `deployment goes on${doneOf(page)}`],
  failed: ['❌', (page) => `failed${page.fleet.counts.failed > 0 ? ` on ${failedOf(page)}` : ''}`],
  'stopped on cancel': ['🛑', (page) => `stopped by this job${afterHowMany(page)}`],
  'stopped on timeout': ['⌛', (page) => `out of time, stopped${afterHowMany(page)}`],
  'stopped by somebody': ['🛑', (page) => `stopped from outside${afterHowMany(page)}`],
  'stopped on alarm': ['🚨', (page) => `stopped by an alarm${afterHowMany(page)}`],
  'never continued': ['⌛', 'nobody continued it in time, stopped'],
  stopping: ['🛑', (page) => `told to stop, and not seen to stop${doneOf(page)}`],
  left: ['⏩', (page) => `left to itself${doneOf(page)}`],
  lost: ['❔', (page) => `lost from sight${doneOf(page)}`],
};

const rollbackTitles: Readonly<Record<RollbackState, string>> = {
  none: '',
  'under way': ', rolling back',
  done: ', rolled back',
  failed: ', rollback failed too',
};

/** The first line of the page: `❌ shop → production: failed on 1 of 12, rolled back`. */
export function headingOf(page: Page): string {
  const { report, situation, rollbackState } = page;
  const { applicationName, deploymentGroupName } = report;
  const group = deploymentGroupName === undefined ? '' : ` → ${escapeMarkdown(deploymentGroupName)}`;
  const [icon, title] = titles[situation];
  const text = typeof title === 'string' ? title : title(page);
  return `## ${icon} ${escapeMarkdown(applicationName)}${group}: ${text}${rollbackTitles[rollbackState]}`;
}

function toHowMany({ fleet: { total }, nouns }: Page): string {
  if (total === 0) return '';
  return total > 2 ? ` to all ${counted(total, nouns)}` : ` to ${counted(total, nouns)}`;
}

function failedOf({ fleet: { counts, total }, nouns }: Page): string {
  if (counts.failed < total) return `${counts.failed} of ${total}`;
  return total > 2 ? `all ${counted(total, nouns)}` : counted(total, nouns);
}

function afterHowMany({ fleet: { counts, total } }: Page): string {
  return total > 0 ? ` after ${counts.updated} of ${total}` : '';
}

function doneOf({ fleet: { counts, total } }: Page): string {
  return total > 0 ? ` (${counts.updated} of ${total} done)` : '';
}
