import { withoutManualStop } from '../model/deployment.ts';
import { counted } from '../model/nouns.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { elsewhere, problemTable } from './appspec-problems.ts';
import { causeSection } from './cause-section.ts';
import { changesSection } from './changes.ts';
import { detailsFold, linksLine } from './details.ts';
import { eventTable } from './event-table.ts';
import { findingsList } from './findings.ts';
import { gantt } from './gantt.ts';
import { headingOf } from './heading.ts';
import { instanceTable } from './instance-table.ts';
import { nextStep } from './next-step.ts';
import { overlapLines } from './overlap-lines.ts';
import { type Page, pageOf } from './page.ts';
import { planSection } from './plan.ts';
import { quote } from './quote.ts';
import type { Report } from './report.ts';
import { squares } from './squares.ts';
import { whatRunsNow } from './what-runs-now.ts';

/** GitHub drops a step's summary of more than 1 MiB; the rest is room for what other parts of a step may write. */
const longestSummary = 900 * 1024;
const kibibyte = 1024;
/** The most that a section takes of it. */
const longest = {
  message: 150 * kibibyte,
  causes: 150 * kibibyte,
  problems: 100 * kibibyte,
  table: 50 * kibibyte,
  events: 300 * kibibyte,
  rollback: 100 * kibibyte,
};

/** The job summary, in GitHub's Markdown: below 1 MiB whatever the fleet's size, with all foreign text escaped. */
export function summaryOf(known: Report): string {
  const page = pageOf(known);
  const { report } = page;
  let room = longestSummary;
  /** A section, unless all those before it have left no room. */
  const take = (section: string): string => {
    const size = Buffer.byteLength(section) + 2;
    if (size > room) return '';
    room -= size;
    return section;
  };
  const sections = [
    headingOf(page),
    [whatRunsNow(page), nextStep(page)].filter(Boolean).join(' '),
    squares(page),
    linksLine(report),
    overlapLines(report),
    failureSection(page),
    ...causeSections(page),
    ...foreseen(report),
    report.snapshot ? gantt(page) : '',
    instanceTable(page, longest.table),
    ...eventTables(page),
    changesOf(report),
    detailsFold(report),
  ];
  return `${sections
    .filter((section) => section !== '')
    .map(take)
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

/** The job summary of a step that was refused before anything was known of it. */
export function refusalSummary(failure: string): string {
  return `## ❌ Not deployed\n\n**Nothing was deployed**: the step was refused before it had looked at anything.\n\n${quote(failure, longest.message)}\n`;
}

/** Why the step failed, where the page does not tell it by itself. */
function failureSection({ report: { snapshot, outcome, failure } }: Page): string {
  if (failure === undefined || (snapshot && outcome !== undefined)) return '';
  return quote(failure.replaceAll(elsewhere, 'below'), longest.message);
}

function causeSections({ report: { snapshot, rollback, region }, nouns }: Page): string[] {
  const options = { region, nouns };
  const ofRollback = rollback ? causeSection(rollback, { ...options, budget: longest.rollback }) : '';
  return [
    snapshot ? causeSection(withoutManualStop(snapshot), { ...options, budget: longest.causes }) : '',
    ofRollback && `### Why the rollback failed\n\n${ofRollback}`,
  ];
}

/** What was known before the deployment, a section each. Notes are for a plan; what was refused is the cause. */
function foreseen({ plan, findings = [], serverUrl, ...report }: Report): string[] {
  const shown = findings.filter(({ severity }) => severity === 'warning' || (plan && severity === 'note'));
  return [
    shown.length > 0 ? `### Worth knowing\n\n${findingsList(shown)}` : '',
    plan ? planSection(plan) : '',
    problemsOf({ ...report, serverUrl }),
  ];
}

function changesOf({ changes, serverUrl, deploymentId, snapshot }: Report): string {
  const hasDeployed = snapshot !== undefined || deploymentId !== undefined;
  return changes ? changesSection(changes, serverUrl, hasDeployed ? 'ran' : 'runs') : '';
}

function problemsOf({
  appSpecProblems = [],
  commit,
  serverUrl,
}: Pick<Report, 'appSpecProblems' | 'commit' | 'serverUrl'>): string {
  if (appSpecProblems.length === 0) return '';
  const source = commit && { serverUrl, repository: commit.repository, sha: commit.sha };
  return problemTable(appSpecProblems, { source, budget: longest.problems });
}

function eventTables({ report: { rollback }, fleet, rollbackFleet, nouns }: Page): string[] {
  const title = (total: number) =>
    `${total > 1 ? `All ${counted(total, nouns)}` : `The ${nouns.one}`}, event by event (seconds)`;
  const id = escapeMarkdown(rollback?.deployment.id ?? '');
  return [
    eventTable(fleet, { title: title(fleet.total), nouns, budget: longest.events }),
    rollbackFleet
      ? eventTable(rollbackFleet, {
          title: `The rollback ${id}, event by event (seconds)`,
          nouns,
          budget: longest.rollback,
        })
      : '',
  ];
}
