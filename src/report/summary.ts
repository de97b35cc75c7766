import type { Problem } from '../appspec/problem.ts';
import { standing } from '../deployment/describe.ts';
import type { Changes } from '../github/compare.ts';
import type { Snapshot } from '../model/deployment.ts';
import type { Finding } from '../model/finding.ts';
import type { Outcome } from '../model/outcome.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeHtml, escapeMarkdown, isQuotedLine, preformatted, unquotedLine } from '../text/escape.ts';
import { applicationUrl, commitUrl, deploymentUrl } from '../text/links.ts';
import { problemTable } from './appspec-problems.ts';
import { changesSection } from './changes.ts';
import { partialSuccessMessage } from './failure.ts';
import { failureFolds } from './failure-folds.ts';
import { findingsList } from './findings.ts';
import { fit } from './fit.ts';
import { instanceTable } from './instance-table.ts';
import { type Plan, planSection } from './plan.ts';

/** GitHub drops a step's summary above 1 MiB. This leaves room for other summary text of the step. */
const longestSummary = 900 * 1024;
const longestTable = 350 * 1024;
const longestRollback = 200 * 1024;
const longestProblems = 100 * 1024;
const longestCause = 200 * 1024;

/** What is known about a run, wherever it ended. */
export interface Report {
  readonly region: string;
  readonly serverUrl: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string | undefined;
  readonly revision?: Revision | undefined;
  readonly commit?:
    | { readonly repository: string; readonly sha: string; readonly subject?: string | undefined }
    | undefined;
  /** What the revision is made of, where that is not simply the commit. */
  readonly madeOf?: string | undefined;
  /** What the AppSpec check found in the files of the commit. */
  readonly appSpecProblems?: readonly Problem[] | undefined;
  /** Findings from before the deployment. */
  readonly findings?: readonly Finding[] | undefined;
  readonly changes?: Changes | undefined;
  /** The plan of a dry run. */
  readonly plan?: Plan | undefined;
  /** Set as soon as the deployment exists. */
  readonly deploymentId?: string | undefined;
  readonly snapshot?: Snapshot | undefined;
  /** The last snapshot of the rollback. */
  readonly rollback?: Snapshot | undefined;
  readonly outcome?: Outcome | undefined;
  /** Why the step failed, for the user; absent when it did not. */
  readonly failure?: string | undefined;
  /** When the summary is written. */
  readonly now: Date;
}

/** The job summary in GitHub's Markdown: below 1 MiB for any fleet, with all untrusted text escaped. */
export function summaryOf(report: Report): string {
  const { snapshot } = report;
  const head = `${headingOf(report)}\n\n${causeOf(report)}${[factsOf(report), ...foreseen(report)].join('\n\n')}`;
  if (!snapshot) return `${head}\n`;
  const table = snapshot.targets.length > 0 ? instanceTable(snapshot, longestTable) : '';
  const rollback = report.rollback ? rollbackSection(report.rollback) : '';
  const room = longestSummary - Buffer.byteLength(head + table + rollback);
  const folds = failureFolds(snapshot, room);
  return `${[head, table, folds, rollback].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The section about the rollback. */
function rollbackSection(rollback: Snapshot): string {
  const { id, status } = rollback.deployment;
  const parts = [
    `### Rollback ${escapeMarkdown(id)}: ${escapeMarkdown(status)}`,
    rollback.targets.length > 0 ? instanceTable(rollback, longestRollback / 2) : '',
    failureFolds(rollback, longestRollback / 2),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const outcomeIcons: Partial<Record<Outcome, string>> = {
  succeeded: '✅',
  satisfied: '✅',
  'succeeded-with-failures': '⚠️',
};

/** The job summary of a step that failed before it knew anything about the deployment. */
export function refusalSummary(failure: string): string {
  return `## ❌ Not deployed\n\n${quote(failure)}\n`;
}

function headingOf({
  applicationName,
  deploymentGroupName,
  plan,
  deploymentId,
  snapshot,
  outcome,
  failure,
}: Report): string {
  const application = escapeMarkdown(applicationName);
  const group = deploymentGroupName && escapeMarkdown(deploymentGroupName);
  const status = snapshot && escapeMarkdown(snapshot.deployment.status);
  if (!snapshot) {
    const what = `${application}${group ? ` → ${group}` : ''}`;
    if (plan) return failure === undefined ? `## 🔍 ${what}: dry run` : `## ❌ ${what}: dry run, refused`;
    if (deploymentId !== undefined)
      return outcome === 'satisfied' ? `## ✅ ${what}: created` : `## ❌ ${what}: status unknown`;
    if (failure !== undefined) return `## ❌ ${what}: not deployed`;
    return `## ✅ ${application}: revision registered`;
  }
  const icon = (outcome && outcomeIcons[outcome]) ?? '❌';
  return `## ${icon} ${application} → ${group ?? ''}: ${status}`;
}

/** The reason for a failure or warning, at the top. */
function causeOf({ snapshot, outcome, failure }: Report): string {
  if (failure !== undefined) return `${quote(failure)}\n\n`;
  return snapshot && outcome === 'succeeded-with-failures'
    ? `${quote(partialSuccessMessage(snapshot))}\n\n`
    : '';
}

/** A message as a block quote. Lines behind a bar, which are a script's output, appear preformatted. */
function quote(text: string): string {
  const lines = text.split('\n');
  const { omitted } = fit(lines, { budget: longestCause, render: (line) => escapeMarkdown(line) });
  const rest = omitted.length > 0 ? [`(${omitted.length} more lines)`] : [];
  return runsOf([...lines.slice(0, lines.length - omitted.length), ...rest])
    .map(quoteRun)
    .join('\n');
}

/** Successive lines of the same kind. */
function runsOf(lines: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && isQuotedLine(run[0] ?? '') === isQuotedLine(line)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function quoteRun(run: readonly string[]): string {
  const isOutput = isQuotedLine(run[0] ?? '');
  const text = isOutput
    ? preformatted(run.map(unquotedLine).join('\n'))
    : run.map((line) => escapeMarkdown(line)).join('<br>\n');
  return text.replace(/^/gm, '> ');
}

function factsOf(report: Report): string {
  const { region, snapshot, revision } = report;
  const deployment = snapshot?.deployment;
  const deploymentId = deployment?.id ?? report.deploymentId;
  const facts: [string, string | undefined][] = [
    ['Deployment', deploymentId && link(deploymentId, deploymentUrl(region, deploymentId))],
    [
      'Application',
      deploymentId ? undefined : link(report.applicationName, applicationUrl(region, report.applicationName)),
    ],
    ['Commit', commitOf(report)],
    ['Made of', report.madeOf && escapeMarkdown(report.madeOf)],
    ['Revision', revision && `<code>${escapeMarkdown(formatRevision(revision))}</code>`],
    ['Configuration', deployment?.deploymentConfigName && escapeMarkdown(deployment.deploymentConfigName)],
    ['Instances', snapshot && standing(snapshot)],
    ['Duration', deployment && durationOf(report)],
    ['Rolled back by', rollbackOf(report)],
  ];
  const [first, ...rest] = facts.flatMap(([name, value]) => (value ? [`| **${name}** | ${value} |`] : []));
  return [first, '| :--- | :--- |', ...rest].join('\n');
}

/**
 * The sections about what was known before the deployment. Only a plan shows notes; the cause already shows refusals.
 */
function foreseen({ changes, plan, findings = [], serverUrl, ...report }: Report): string[] {
  const shown = findings.filter(({ severity }) => severity === 'warning' || (plan && severity === 'note'));
  const sections = [
    changes ? changesSection(changes, serverUrl) : '',
    plan ? planSection(plan) : '',
    findingsList(shown),
    problemsOf({ ...report, serverUrl }),
  ];
  return sections.filter((section) => section !== '');
}

function problemsOf({
  appSpecProblems = [],
  commit,
  serverUrl,
}: Pick<Report, 'appSpecProblems' | 'commit' | 'serverUrl'>): string {
  if (appSpecProblems.length === 0) return '';
  const source = commit && { serverUrl, repository: commit.repository, sha: commit.sha };
  return problemTable(appSpecProblems, { source, budget: longestProblems });
}

function commitOf({ commit, serverUrl }: Report): string | undefined {
  if (!commit) return undefined;
  const subject = commit.subject ? ` ${escapeMarkdown(commit.subject)}` : '';
  return `${link(commit.sha.slice(0, 7), commitUrl(serverUrl, commit.repository, commit.sha))}${subject}`;
}

function durationOf({ snapshot, now }: Report): string | undefined {
  const { createTime, completeTime } = snapshot?.deployment ?? {};
  return createTime && formatDuration((completeTime ?? now).getTime() - createTime.getTime());
}

function rollbackOf({ region, snapshot, rollback }: Report): string | undefined {
  const id = snapshot?.deployment.rollbackDeploymentId;
  if (id === undefined) return undefined;
  const status = rollback ? `: ${escapeMarkdown(rollback.deployment.status)}` : '';
  return `${link(id, deploymentUrl(region, id))}${status}`;
}

function link(text: string, url: string | undefined): string {
  return url === undefined
    ? escapeMarkdown(text)
    : `<a href="${escapeHtml(url)}">${escapeMarkdown(text)}</a>`;
}
