import {
  type Counts,
  countsOf,
  type Deployment,
  isCompleted,
  type Snapshot,
  totalOf,
} from '../model/deployment.ts';
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

/** `2 succeeded, 1 failed, 4 in progress, 3 pending` */
function countsLine(counts: Counts): string {
  const words = Object.entries({
    succeeded: counts.succeeded,
    failed: counts.failed,
    skipped: counts.skipped,
    'in progress': counts.inProgress,
    ready: counts.ready,
    pending: counts.pending,
  }).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  return words.join(', ');
}

/** How many instances have which status. */
export function standing(snapshot: Snapshot): string {
  const none = isCompleted(snapshot.deployment) ? 'no instances' : 'no instances yet';
  return countsLine(countsOf(snapshot)) || none;
}

/** A log line that shows a deployment's progress from time to time. */
export function progressLine(snapshot: Snapshot, elapsed: number): string {
  const total = totalOf(countsOf(snapshot));
  return `${singleLine(snapshot.deployment.status)} for ${formatDuration(elapsed)}, ${total} ${total === 1 ? 'instance' : 'instances'}: ${standing(snapshot)}`;
}
