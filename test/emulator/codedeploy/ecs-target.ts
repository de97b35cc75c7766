import type { ECSTaskSet } from '@aws-sdk/client-codedeploy';
import type { TaskSet } from '../ecs/state.ts';
import type { Front } from './ecs-service.ts';
import { skipPendingEvents } from './instance-run.ts';
import { pendingEvents } from './roll-out.ts';
import { account, type Region, type Target } from './state.ts';

/** A target that is a service. */
export interface ServiceTarget extends Target {
  /** The task set that the deployment has made. */
  green?: TaskSet;
  /** The deployment ends while none of its events runs. */
  fail(): void;
}

/** A service as the target of a deployment that has not begun with it. */
export function newTarget(
  region: Region,
  { front, events }: { front: Front; events: readonly string[] },
): ServiceTarget {
  const { service, blue, production } = front;
  const target: ServiceTarget = {
    id: `${service.cluster}:${service.name}`,
    ...pendingEvents(events),
    fail() {
      target.status = 'Failed';
      skipPendingEvents(target);
    },
    describe: (common) => ({
      deploymentTargetType: 'ECSTarget',
      ecsTarget: {
        ...common,
        targetArn: `arn:aws:ecs:${region.name}:${account}:service/${service.cluster}/${service.name}`,
        taskSetsInfo: [describe(blue, 'Blue'), ...(target.green ? [describe(target.green, 'Green')] : [])],
      },
    }),
  };
  const describe = (taskSet: TaskSet, label: 'Blue' | 'Green'): ECSTaskSet => ({
    // The service's own spelling.
    identifer: taskSet.id,
    desiredCount: taskSet.tasks.desired,
    pendingCount: taskSet.tasks.desired - taskSet.tasks.running,
    runningCount: taskSet.tasks.running,
    status: taskSet.status,
    trafficWeight: (taskSet.targetGroup && production.weights.get(taskSet.targetGroup)) ?? 0,
    targetGroup: { name: taskSet.targetGroup?.name },
    taskSetLabel: label,
  });
  return target;
}
