import type { TaskDefinition } from '@aws-sdk/client-ecs';
import { exception } from './error.ts';
import { account, type Region, type Service } from './state.ts';

/** The name in a name or an ARN, which ends with it. */
export function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The ARN of something of ECS. */
export function arnOf(region: string, resource: string): string {
  return `arn:aws:ecs:${region}:${account}:${resource}`;
}

/** The name of a cluster that exists. */
export function findCluster(region: Region, reference = 'default'): string {
  const name = nameIn(reference);
  if (!region.clusters.has(name)) throw exception('ClusterNotFoundException', 'Cluster not found.');
  return name;
}

/** The service of this name or ARN, if there is one. */
export function serviceNamed(region: Region, cluster: string, reference: string): Service | undefined {
  return region.services.get(`${cluster}:${nameIn(reference)}`);
}

/** The service of this name or ARN. Throws what ECS answers when there is none. */
export function findService(region: Region, cluster: string | undefined, reference = ''): Service {
  const service = serviceNamed(region, findCluster(region, cluster), reference);
  if (!service) throw exception('ServiceNotFoundException', 'Service not found.');
  if (service.status === 'INACTIVE') throw exception('ServiceNotActiveException', 'Service was not ACTIVE.');
  return service;
}

/** A task definition by `family` (its newest that is ACTIVE), `family:revision` or ARN. */
export function findTaskDefinition(region: Region, reference = ''): TaskDefinition {
  const [, family = '', revision] = /^([^:]+)(?::(.*))?$/.exec(nameIn(reference)) ?? [];
  if (revision !== undefined && !/^[1-9]\d*$/.test(revision)) {
    throw exception('InvalidParameterException', `Invalid revision number. Number: ${revision}`);
  }
  const all = region.families.get(family) ?? [];
  const found =
    revision === undefined
      ? all.findLast(({ status }) => status === 'ACTIVE')
      : all.find((each) => each.revision === Number(revision));
  if (!found) throw exception('ClientException', 'Unable to describe task definition.');
  return found;
}
