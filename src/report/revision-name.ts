import { describedCommit } from '../model/described-commit.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import type { RevisionCommit } from '../revision/inspection.ts';
import { escapeHtml, escapeMarkdown } from '../text/escape.ts';
import { commitUrl, deploymentUrl } from '../text/links.ts';
import type { Report } from './report.ts';

/** What was to be deployed, in a word or two of Markdown. */
export function newName(report: Report): string {
  const commit = newCommit(report);
  return commit ? commitName(commit, report) : 'the new revision';
}

/** The same with the commit's title, for the first time that it is named. */
export function newNameWithTitle(report: Report): string {
  const subject = newCommit(report)?.subject ?? comparedSubject(report);
  return subject ? `${newName(report)} <em>${escapeMarkdown(subject)}</em>` : newName(report);
}

/** The title of a promoted commit, whose bundle does not tell it: of the newest new commit, as GitHub has told. */
function comparedSubject({ commit, changes }: Report): string | undefined {
  return changes && changes.ahead > 0 && changes.head === commit?.sha ? changes.subjects[0] : undefined;
}

function newCommit({ commit, revision }: Report): RevisionCommit | undefined {
  return commit ?? commitOf(revision);
}

function commitOf(revision: Revision | undefined): RevisionCommit | undefined {
  return revision?.type === 'GitHub'
    ? { repository: revision.repository, sha: revision.commitId }
    : undefined;
}

/**
 * What the group ran before, by commit where it is known, else by its deployment. `undefined`: not known, or not on all of
 * them.
 */
export function previousName(report: Report): string | undefined {
  const { before, changes, region } = report;
  const current = before?.current;
  if (!current || before.failedSince !== undefined) return undefined;
  const isCompared = changes?.deploymentId === current.id && changes.source === 'revision';
  const commit = isCompared
    ? { repository: changes.repository, sha: changes.base }
    : commitOf(current.revision);
  if (commit) return commitName(commit, report);
  const described = describedCommit(current.description);
  const says = described
    ? ` (<code>${escapeMarkdown(described.sha.slice(0, 7))}</code> by its description)`
    : '';
  return `the revision of ${link(current.id, deploymentUrl(region, current.id))}${says}`;
}

/** The rollback put back what the group ran before, and not something older. */
export function isRolledBackToPrevious({ rollback, before }: Report): boolean {
  const [restored, previous] = [rollback?.deployment.revision, before?.current?.revision];
  return !!restored && !!previous && formatRevision(restored) === formatRevision(previous);
}

function commitName({ repository, sha }: RevisionCommit, { serverUrl }: Report): string {
  const name = `<code>${escapeMarkdown(sha.slice(0, 7))}</code>`;
  return `<a href="${escapeHtml(commitUrl(serverUrl, repository, sha))}">${name}</a>`;
}

/** Foreign text that leads somewhere, where that is known. */
export function link(text: string, url: string | undefined): string {
  return url === undefined
    ? escapeMarkdown(text)
    : `<a href="${escapeHtml(url)}">${escapeMarkdown(text)}</a>`;
}
