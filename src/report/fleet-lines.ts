import { countsOf, failedEvent, type Snapshot, totalOf } from '../model/deployment.ts';
import { counted } from '../model/nouns.ts';
import { platformOf } from '../platform/platforms.ts';
import { formatDuration } from '../text/duration.ts';

/** The log tells each event of a deployment to so many; of a larger fleet, how far it is, and what fails. */
const mostToldEach = 20;

/** So many lines tell how far a fleet is, however large it is. */
const mostLines = 50;

/**
 * `50 of 300 instances done, 2 of them failed, 150 in progress; about 6m left`, when as many more are done as make a
 * line. `elapsed`: milliseconds since the deployment began.
 */
export function fleetLines(before: Snapshot | undefined, now: Snapshot, elapsed: number): string[] {
  const total = totalOf(countsOf(now));
  const step = Math.max(1, total / mostLines);
  const done = doneIn(now);
  if (Math.floor(done / step) <= Math.floor((before ? doneIn(before) : 0) / step)) return [];
  const { failed, inProgress } = countsOf(now);
  const left = done < total ? `; about ${formatDuration((elapsed / done) * (total - done))} left` : '';
  const facts = [
    `${done} of ${counted(total, platformOf(now.deployment.computePlatform).nouns)} done`,
    failed > 0 && `${failed} of them failed`,
    inProgress > 0 && `${inProgress} in progress`,
  ];
  return [`${facts.filter(Boolean).join(', ')}${left}`];
}

function doneIn(snapshot: Snapshot): number {
  const { succeeded, failed } = countsOf(snapshot);
  return succeeded + failed;
}

/** Without the targets on which nothing has failed: a large fleet is told by its counts. */
export function onlyFailures({ deployment, targets }: Snapshot): Snapshot {
  const broken = targets.flatMap((target) => {
    const event = failedEvent(target);
    return event ? [{ ...target, events: [event] }] : [];
  });
  return { deployment, targets: broken };
}

export function isLarge(snapshot: Snapshot): boolean {
  return Math.max(totalOf(snapshot.deployment.counts), snapshot.targets.length) > mostToldEach;
}
