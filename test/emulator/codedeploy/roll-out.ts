import type { LifecycleEvent } from '@aws-sdk/client-codedeploy';
import type { Instance } from '../fleet/fleet.ts';
import { type Counts, startable } from './health.ts';
import { account, type Region, type Target } from './state.ts';

/** A target that is an instance. */
export interface InstanceTarget extends Target {
  readonly instance: Instance;
}

/** An instance as the target of a deployment that has not reached it, with the events that are to come. */
export function newTarget(
  region: Region,
  instance: Instance,
  events: readonly string[],
  label?: NonNullable<Target['label']>,
): InstanceTarget {
  return {
    instance,
    id: instance.id,
    ...(label && { label }),
    ...pendingEvents(events),
    describe: (common) => ({
      deploymentTargetType: 'InstanceTarget',
      instanceTarget: { ...common, targetArn: arnOf(region, instance), instanceLabel: label },
    }),
  };
}

/** Where every target starts. */
export function pendingEvents(names: readonly string[]): Pick<Target, 'events' | 'status' | 'lastUpdatedAt'> {
  return {
    events: names.map((lifecycleEventName): LifecycleEvent => ({ lifecycleEventName, status: 'Pending' })),
    status: 'Pending',
    lastUpdatedAt: new Date(),
  };
}

function arnOf(region: Region, { id, kind }: Instance): string | undefined {
  return kind === 'ec2'
    ? `arn:aws:ec2:${region.name}:${account}:instance/${id}`
    : region.onPremises.get(id)?.instanceArn;
}

/** Starts as many targets as the minimum of healthy hosts lets go, and the next ones as these end. */
export async function rollOut(
  targets: readonly InstanceTarget[],
  limits: { readonly allowed: number; readonly ending: AbortSignal },
  deployTo: (target: InstanceTarget) => Promise<void>,
): Promise<void> {
  if (limits.ending.aborted) return;
  const room = startable(limits.allowed, countTargets(targets));
  const next = targets.filter((target) => target.status === 'Pending').slice(0, room);
  for (const target of next) target.status = 'InProgress';
  await Promise.all(
    next.map(async (target) => {
      await deployTo(target);
      await rollOut(targets, limits, deployTo);
    }),
  );
}

/** Where the targets stand; one that is ready for traffic has succeeded so far. */
export function countTargets(targets: readonly Target[]): Counts {
  const of = (...statuses: Target['status'][]) =>
    targets.filter((target) => statuses.includes(target.status)).length;
  return {
    total: targets.length,
    inProgress: of('InProgress'),
    succeeded: of('Succeeded', 'Ready'),
    failed: of('Failed'),
  };
}
