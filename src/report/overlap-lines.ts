import type { Overlap } from '../deployment/overlap.ts';
import { formatDuration } from '../text/duration.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { deploymentUrl, runUrl } from '../text/links.ts';
import type { Report } from './report.ts';
import { link } from './revision-name.ts';

/** Which other deployments had to end first, and of which run they were; a line each. */
export function overlapLines({ overlaps = [], ...report }: Report): string {
  return overlaps.map((overlap) => overlapLine(overlap, report)).join('<br>\n');
}

function overlapLine(
  { deploymentId, isStopped, run, status, waited }: Overlap,
  { region, serverUrl }: Pick<Report, 'region' | 'serverUrl'>,
): string {
  const other = link(deploymentId, deploymentUrl(region, deploymentId));
  const of = run
    ? ` of <a href="${runUrl(serverUrl, run)}">run ${run.id}</a> of ${escapeMarkdown(run.workflow)}`
    : '';
  const end = `It ended as ${escapeMarkdown(status)} after ${formatDuration(waited)}.`;
  return isStopped
    ? `This run has stopped deployment ${other}${of} to take its place. ${end}`
    : `This run has waited for deployment ${other}${of}. ${end}`;
}
