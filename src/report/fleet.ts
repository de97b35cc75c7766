import { type Deployment, failedEvent, isCompleted, type Target, totalOf } from '../model/deployment.ts';
import { isInterrupted } from './interrupted-event.ts';

/** How far a deployment got on a target, in the order in which the page shows them. */
export const standings = [
  'updated',
  'ready',
  'failed',
  'interrupted',
  'under way',
  'waiting',
  'not reached',
  'unknown',
] as const;

export type Standing = (typeof standings)[number];

export interface Member {
  readonly target: Target;
  readonly standing: Standing;
}

/** All that a deployment goes to, with how far it got on each. */
export interface Fleet {
  readonly total: number;
  readonly counts: Readonly<Record<Standing, number>>;
  /** Those of which more is known than a count. */
  readonly members: readonly Member[];
  /** Blue/green: the instances that are replaced. They are no members. */
  readonly originals: readonly Target[];
}

const none: Record<Standing, number> = {
  updated: 0,
  ready: 0,
  failed: 0,
  interrupted: 0,
  'under way': 0,
  waiting: 0,
  'not reached': 0,
  unknown: 0,
};

/** So much of a snapshot tells how far it got. */
export interface Reached {
  readonly deployment: Pick<Deployment, 'status' | 'counts'>;
  readonly targets: readonly Target[];
}

/** The fleet of a deployment. In blue/green it is the new instances: the revision goes to no others. */
export function fleetOf(snapshot: Reached): Fleet {
  const { deployment, targets } = snapshot;
  const originals = targets.filter(({ label }) => label === 'Blue');
  const members = targets
    .filter(({ label }) => label !== 'Blue')
    .map((target) => ({ target, standing: standingOf(target, snapshot) }));
  const counts = { ...none };
  for (const { standing } of members) counts[standing] += 1;
  const unseen = originals.length > 0 ? 0 : Math.max(0, totalOf(deployment.counts) - targets.length);
  addUnseen(counts, snapshot, unseen);
  return { total: members.length + unseen, counts, members, originals };
}

/** Targets that were not read are told by the deployment's own counts. */
function addUnseen(counts: Record<Standing, number>, { deployment, targets }: Reached, unseen: number): void {
  const { succeeded, failed, skipped, pending, inProgress, ready } = deployment.counts;
  const rest = isCompleted(deployment) ? 'not reached' : 'waiting';
  let left = unseen;
  for (const [standing, status, counted] of [
    ['updated', 'Succeeded', succeeded],
    ['failed', 'Failed', failed],
    ['not reached', 'Skipped', skipped],
    ['ready', 'Ready', ready],
    ['under way', 'InProgress', inProgress],
    [rest, 'Pending', pending],
  ] as const) {
    const seen = targets.filter((target) => target.status === status).length;
    const more = Math.min(left, Math.max(0, counted - seen));
    counts[standing] += more;
    left -= more;
  }
  counts.unknown += left;
}

function standingOf(target: Target, { deployment }: Reached): Standing {
  const isOver = isCompleted(deployment);
  switch (target.status) {
    case 'Succeeded':
      return 'updated';
    case 'Ready':
      return 'ready';
    case 'InProgress':
      return isOver ? 'unknown' : 'under way';
    case 'Failed':
      return deployment.status === 'Stopped' ? standingWhenStopped(target) : 'failed';
    case 'Pending':
      return isOver ? 'not reached' : 'waiting';
    case 'Skipped':
      return isOver && hasBegun(target) ? 'interrupted' : 'not reached';
    default:
      return 'unknown';
  }
}

/** CodeDeploy calls a target Failed that was only on its way when the deployment was stopped. */
function standingWhenStopped(target: Target): Standing {
  const event = failedEvent(target);
  if (event) return isInterrupted(event) ? 'interrupted' : 'failed';
  return hasBegun(target) ? 'interrupted' : 'not reached';
}

function hasBegun({ events }: Target): boolean {
  return events.some(({ status }) => status === 'Succeeded' || status === 'Failed');
}
