import type { Changes } from '../github/compare.ts';
import { counted, type Nouns } from '../model/nouns.ts';
import { escapeHtml, escapeHtmlLine, escapeMarkdown, singleLine } from '../text/escape.ts';
import { compareUrl } from '../text/links.ts';

const commits: Nouns = { one: 'commit', many: 'commits' };
const newCommits: Nouns = { one: 'new commit', many: 'new commits' };

/** `3 new commits since 0123456, which d-A1B2C3D4E has deployed: https://github.com/…`, for the log. */
export function changesLine(changes: Changes, serverUrl: string): string {
  const link = isLinked(changes) ? `: ${urlOf(changes, serverUrl)}` : '';
  return `${headline(changes)}${link}`;
}

/**
 * The changes for the job summary: one line, with the subjects of the newest commits in a fold. `ran`: when there is a
 * deployment, which may have changed it.
 */
export function changesSection(changes: Changes, serverUrl: string, verb: 'runs' | 'ran' = 'runs'): string {
  if (!isLinked(changes)) return escapeMarkdown(headline(changes, verb));
  const link = `<a href="${escapeHtml(urlOf(changes, serverUrl))}">compare</a>`;
  const { ahead, subjects } = changes;
  if (subjects.length === 0) return `${escapeMarkdown(headline(changes, verb))} (${link})`;
  const rest = ahead - subjects.length;
  const items = [
    ...subjects.map((subject) => `- ${escapeMarkdown(subject) || '(no message)'}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ];
  return `<details><summary>${escapeHtmlLine(headline(changes, verb))} (${link})</summary>\n\n${items.join('\n')}\n\n</details>`;
}

/** GitHub can compare two commits only when they differ and have common history. */
function isLinked(changes: Changes): boolean {
  return changes.isRelated && !isSame(changes);
}

function isSame({ isRelated, ahead, behind }: Changes): boolean {
  return isRelated && ahead === 0 && behind === 0;
}

function headline(changes: Changes, verb: 'runs' | 'ran' = 'runs'): string {
  const { isRelated, ahead, behind, base, source, deploymentId } = changes;
  const id = singleLine(deploymentId);
  const by = source === 'description' ? `${id} deployed according to its description` : `${id} deployed`;
  const commit = singleLine(base).slice(0, 7);
  if (isSame(changes)) return `The same commit as the group ${verb}: ${commit}, which ${by}`;
  if (!isRelated)
    return `A commit with no history in common with the one that the group ${verb}: ${commit}, which ${by}`;
  if (ahead === 0) {
    return `An older commit than the group ${verb}: ${counted(behind, commits)} before ${commit}, which ${by}`;
  }
  const fresh = `${counted(ahead, newCommits)} since ${commit}, which ${by}`;
  return behind === 0 ? fresh : `${fresh}, without ${counted(behind, commits)} that it has`;
}

/**
 * GitHub's page shows what the second commit adds to the first. For an older commit, the link swaps the two to show
 * what is lost.
 */
function urlOf({ repository, base, head, ahead }: Changes, serverUrl: string): string {
  const range = ahead === 0 ? { base: head, head: base } : { base, head };
  return compareUrl(serverUrl, repository, range);
}
