import type { Deployment } from '../model/deployment.ts';
import { formatRevision } from '../model/revision.ts';
import { formatDuration } from '../text/duration.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';

/** `d-A1B2C3D4E (InProgress for 2m, created by user, revision s3://…, "acme/shop@0123456 […]", https://…)` */
export function deploymentLine(
  deployment: Deployment,
  { region, now }: { region: string; now: Date },
): string {
  const { id, status, createTime, creator, revision, description } = deployment;
  const age = createTime ? ` for ${formatDuration(now.getTime() - createTime.getTime())}` : '';
  const facts = [
    `${singleLine(status)}${age}`,
    creator && `created by ${singleLine(creator)}`,
    revision && `revision ${singleLine(formatRevision(revision))}`,
    description && `"${singleLine(description)}"`,
    deploymentUrl(region, id),
  ];
  return `${singleLine(id)} (${facts.filter(Boolean).join(', ')})`;
}
