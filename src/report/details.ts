import { type Deployment, isCompleted } from '../model/deployment.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { applicationUrl, commitUrl, deploymentUrl } from '../text/links.ts';
import { errorLine } from './failure.ts';
import type { Report } from './report.ts';
import { link } from './revision-name.ts';

/** Where to look further, in a line. */
export function linksLine(report: Report): string {
  const { region, snapshot } = report;
  const id = snapshot?.deployment.id ?? report.deploymentId;
  const rollback = snapshot?.deployment.rollbackDeploymentId;
  const parts = [
    id && `deployment ${link(id, deploymentUrl(region, id))}`,
    rollback && `rollback ${link(rollback, deploymentUrl(region, rollback))}`,
    snapshot && tookOf(snapshot.deployment, report.now),
  ];
  return parts.filter(Boolean).join(' &nbsp;·&nbsp; ');
}

/** The facts that few look for, in a fold. */
export function detailsFold(report: Report): string {
  const { region, snapshot, rollback, before, revision, now } = report;
  const deployment = snapshot?.deployment;
  const id = deployment?.id ?? report.deploymentId;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Application', link(report.applicationName, applicationUrl(region, report.applicationName))],
    ['Commit', commitOf(report)],
    ['Made of', report.madeOf && escapeMarkdown(report.madeOf)],
    ['Revision', revision && uri(revision)],
    ['Deployment', id && withStatus(id, deployment, region)],
    ['Configuration', deployment?.deploymentConfigName && escapeMarkdown(deployment.deploymentConfigName)],
    ['CodeDeploy says', deployment && text(errorLine(deployment))],
    ['Took', deployment && tookOf(deployment, now)],
    ['Rolled back by', rollbackOf(report)],
    ['Rolled back to', rollback?.deployment.revision && uri(rollback.deployment.revision)],
    ['The rollback took', rollback && tookOf(rollback.deployment, now)],
    ['Of the rollback, CodeDeploy says', rollback && text(errorLine(rollback.deployment))],
    ['Ran before', before?.current && ranBefore(before.current, region)],
    [
      'Failed since',
      before?.failedSince && link(before.failedSince, deploymentUrl(region, before.failedSince)),
    ],
  ];
  const rows = facts.flatMap(([name, value]) => (value ? [`| **${name}** | ${value} |`] : []));
  const title = id ? 'What was deployed, and how' : 'What was to be deployed, and where';
  return [
    `<details><summary>${title}</summary>`,
    ['| What | How |', '| :-- | :-- |', ...rows].join('\n'),
    '</details>',
  ].join('\n\n');
}

function text(foreign: string | undefined): string | undefined {
  return foreign && escapeMarkdown(foreign);
}

function uri(revision: Revision): string {
  return `<code>${escapeMarkdown(formatRevision(revision))}</code>`;
}

function withStatus(id: string, known: Deployment | undefined, region: string): string {
  const status = known ? `: ${escapeMarkdown(known.status)}` : '';
  return `${link(id, deploymentUrl(region, id))}${status}`;
}

function rollbackOf({ snapshot, rollback, region }: Report): string | undefined {
  const { rollbackDeploymentId: id, rollbackMessage } = snapshot?.deployment ?? {};
  return id === undefined ? text(rollbackMessage) : withStatus(id, rollback?.deployment, region);
}

function ranBefore({ id, revision, completeTime }: Deployment, region: string): string {
  const since = completeTime ? ` of ${completeTime.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
  return `${link(id, deploymentUrl(region, id))}${since}${revision ? `: ${uri(revision)}` : ''}`;
}

function commitOf({ commit, serverUrl }: Report): string | undefined {
  if (!commit) return undefined;
  const subject = commit.subject ? ` ${escapeMarkdown(commit.subject)}` : '';
  return `${link(commit.sha, commitUrl(serverUrl, commit.repository, commit.sha))}${subject}`;
}

function tookOf({ createTime, completeTime, ...known }: Deployment, now: Date): string | undefined {
  if (!createTime) return undefined;
  const took = formatDuration((completeTime ?? now).getTime() - createTime.getTime());
  return isCompleted(known) ? took : `${took} so far`;
}
