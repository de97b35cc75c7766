import type { Service as ServiceInfo, TaskSet as TaskSetInfo } from '@aws-sdk/client-ecs';
import { arnOf } from './names.ts';
import type { Region, Service, TaskSet } from './state.ts';
import { isSteady, primaryOf } from './task-sets.ts';

/** A service as DescribeServices describes it. With the controller ECS, its only task set shows as a deployment. */
export function serviceInfo(region: Region, service: Service): ServiceInfo {
  const { request, taskSets, desiredCount } = service;
  const { deploymentController = { type: 'ECS' as const } } = request;
  const primary = primaryOf(service);
  const isEcs = deploymentController.type === 'ECS';
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: arnOf(region.name, `cluster/${service.cluster}`),
    status: service.status,
    desiredCount,
    runningCount: sum(taskSets, ({ running }) => running),
    pendingCount: sum(taskSets, ({ desired, running }) => desired - running),
    createdAt: service.createdAt,
    deploymentController,
    schedulingStrategy: request.schedulingStrategy ?? 'REPLICA',
    events: [],
    serviceRegistries: [],
    loadBalancers: primary?.info.loadBalancers ?? [],
    taskDefinition: primary?.definition.taskDefinitionArn,
    launchType: primary?.info.launchType,
    platformVersion: primary?.info.platformVersion,
    networkConfiguration: primary?.info.networkConfiguration,
    capacityProviderStrategy: primary?.info.capacityProviderStrategy,
    deployments: isEcs && primary ? [asDeployment(primary)] : [],
    ...(!isEcs && { taskSets: taskSets.map((taskSet) => taskSetInfo(region, service, taskSet)) }),
  };
}

function asDeployment({ id, definition, tasks, createdAt }: TaskSet) {
  return {
    id,
    status: 'PRIMARY',
    taskDefinition: definition.taskDefinitionArn,
    desiredCount: tasks.desired,
    runningCount: tasks.running,
    pendingCount: tasks.desired - tasks.running,
    createdAt,
  };
}

function taskSetInfo(region: Region, service: Service, taskSet: TaskSet): TaskSetInfo {
  const { id, definition, tasks, createdAt, info, status } = taskSet;
  return {
    ...info,
    id,
    taskSetArn: arnOf(region.name, `task-set/${service.cluster}/${service.name}/${id}`),
    serviceArn: service.arn,
    clusterArn: arnOf(region.name, `cluster/${service.cluster}`),
    status,
    taskDefinition: definition.taskDefinitionArn,
    computedDesiredCount: tasks.desired,
    pendingCount: tasks.desired - tasks.running,
    runningCount: tasks.running,
    createdAt,
    serviceRegistries: [],
    scale: { value: status === 'DRAINING' ? 0 : 100, unit: 'PERCENT' },
    stabilityStatus: isSteady(taskSet) ? 'STEADY_STATE' : 'STABILIZING',
  };
}

function sum(taskSets: readonly TaskSet[], count: (tasks: TaskSet['tasks']) => number): number {
  return taskSets.reduce((total, { tasks }) => total + count(tasks), 0);
}
