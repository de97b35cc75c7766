import { randomInt } from 'node:crypto';
import type { TargetGroup } from '../elb/balancers.ts';
import { exception } from './error.ts';
import { findTaskDefinition } from './names.ts';
import type { Region, Service, TaskSet } from './state.ts';

/** What a task set is made of. */
export interface TaskSetPlan {
  /** As an AppSpec file or a service names it. */
  readonly taskDefinition: string;
  readonly container: string;
  readonly port: number;
  readonly targetGroup: TargetGroup | undefined;
  readonly info: Omit<TaskSet['info'], 'loadBalancers'>;
}

/** Makes a task set of a service and starts its tasks, as many as the service wants. */
export function createTaskSet(
  region: Region,
  service: Service,
  { taskDefinition, container, port, targetGroup, info }: TaskSetPlan,
): TaskSet {
  const definition = findTaskDefinition(region, taskDefinition);
  if (definition.status !== 'ACTIVE') throw exception('ClientException', 'TaskDefinition is inactive');
  const described = definition.containerDefinitions?.find(({ name }) => name === container);
  if (targetGroup && !described) {
    throw exception('InvalidParameterException', 'The container does not exist in the task definition.');
  }
  if (targetGroup && !described?.portMappings?.some(({ containerPort }) => containerPort === port)) {
    throw exception(
      'InvalidParameterException',
      `The container ${container} did not have a container port ${port} defined.`,
    );
  }
  const parts = { definition, container, targetGroup };
  const taskSet: TaskSet = {
    id: `ecs-svc/${newNumber()}`,
    ...parts,
    tasks: region.startTasks(parts),
    createdAt: new Date(),
    info: {
      ...info,
      loadBalancers: targetGroup
        ? [{ targetGroupArn: targetGroup.arn, containerName: container, containerPort: port }]
        : [],
    },
    status: 'ACTIVE',
  };
  removeLeftOvers(service);
  service.taskSets.push(taskSet);
  void taskSet.tasks.scale(service.desiredCount);
  return taskSet;
}

/** What earlier deployments left, also those that failed, goes when the next one begins. */
function removeLeftOvers(service: Service): void {
  for (const taskSet of service.taskSets) if (taskSet.status === 'ACTIVE') void drain(taskSet);
  service.taskSets = service.taskSets.filter(({ status }) => status === 'PRIMARY');
}

/** UpdateServicePrimaryTaskSet. */
export function makePrimary(service: Service, primary: TaskSet): void {
  for (const taskSet of service.taskSets) {
    if (taskSet.status === 'PRIMARY') taskSet.status = 'ACTIVE';
  }
  primary.status = 'PRIMARY';
}

/** The task set of a service that has the traffic. */
export function primaryOf(service: Service): TaskSet | undefined {
  return service.taskSets.find(({ status }) => status === 'PRIMARY');
}

/** Ends the tasks of a task set. */
export async function drain(taskSet: TaskSet): Promise<void> {
  taskSet.status = 'DRAINING';
  await taskSet.tasks.scale(0);
}

/** Whether as many tasks run as are wanted. */
export function isSteady({ tasks }: TaskSet): boolean {
  return tasks.running === tasks.desired;
}

function newNumber(): string {
  return Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('');
}
