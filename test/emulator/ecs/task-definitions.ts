import type {
  DeregisterTaskDefinitionRequest,
  DescribeTaskDefinitionRequest,
  ListTaskDefinitionsRequest,
  RegisterTaskDefinitionRequest,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { exception } from './error.ts';
import { arnOf, findTaskDefinition } from './names.ts';
import type { Region } from './state.ts';

/** RegisterTaskDefinition: the next revision of the family. */
export function registerTaskDefinition(region: Region, input: RegisterTaskDefinitionRequest) {
  const { tags, family = '', containerDefinitions = [], ...settings } = input;
  if (!/^[\w-]{1,255}$/.test(family)) {
    throw exception('ClientException', `The family contains invalid characters or is too long: ${family}`);
  }
  for (const { name, image } of containerDefinitions) {
    if (!name || !image) {
      throw exception('ClientException', 'Container.image and Container.name should not be null or empty.');
    }
  }
  const known = region.families.get(family) ?? [];
  const revision = (known.at(-1)?.revision ?? 0) + 1;
  const taskDefinition: TaskDefinition = {
    ...settings,
    taskDefinitionArn: arnOf(region.name, `task-definition/${family}:${revision}`),
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: containerDefinitions.map((container) => ({
      cpu: 0,
      essential: true,
      environment: [],
      mountPoints: [],
      volumesFrom: [],
      ...container,
      portMappings: (container.portMappings ?? []).map((mapping) => ({ protocol: 'tcp', ...mapping })),
    })),
    volumes: settings.volumes ?? [],
    placementConstraints: settings.placementConstraints ?? [],
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: new Date(),
    registeredBy: 'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
  };
  region.families.set(family, [...known, taskDefinition]);
  return { taskDefinition, ...(tags && { tags }) };
}

/** DescribeTaskDefinition. */
export function describeTaskDefinition(region: Region, input: DescribeTaskDefinitionRequest) {
  return { taskDefinition: findTaskDefinition(region, input.taskDefinition) };
}

/** DeregisterTaskDefinition: it becomes INACTIVE. */
export function deregisterTaskDefinition(region: Region, input: DeregisterTaskDefinitionRequest) {
  const taskDefinition = findTaskDefinition(region, input.taskDefinition);
  taskDefinition.status = 'INACTIVE';
  taskDefinition.deregisteredAt = new Date();
  return { taskDefinition };
}

/** ListTaskDefinitions: by family and revision. */
export function listTaskDefinitions(region: Region, input: ListTaskDefinitionsRequest) {
  const { familyPrefix, status = 'ACTIVE', sort = 'ASC', maxResults = 100, nextToken } = input;
  const arns = [...region.families.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .filter(([family]) => familyPrefix === undefined || family === familyPrefix)
    .flatMap(([, definitions]) => definitions.filter((each) => each.status === status))
    .map(({ taskDefinitionArn }) => taskDefinitionArn);
  if (sort === 'DESC') arns.reverse();
  const start = Number(nextToken ?? 0);
  const end = start + maxResults;
  return {
    taskDefinitionArns: arns.slice(start, end),
    ...(end < arns.length && { nextToken: String(end) }),
  };
}
