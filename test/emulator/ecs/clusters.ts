import type { Cluster, CreateClusterRequest, DescribeClustersRequest } from '@aws-sdk/client-ecs';
import { arnOf, nameIn } from './names.ts';
import type { Region } from './state.ts';

/** CreateCluster. One that exists is answered as it is. */
export function createCluster(region: Region, input: CreateClusterRequest) {
  const { clusterName: name = 'default' } = input;
  region.clusters.add(name);
  return { cluster: describe(region, name) };
}

/** DescribeClusters. */
export function describeClusters(region: Region, input: DescribeClustersRequest) {
  const names = (input.clusters ?? ['default']).map(nameIn);
  return {
    clusters: names.filter((name) => region.clusters.has(name)).map((name) => describe(region, name)),
    failures: names
      .filter((name) => !region.clusters.has(name))
      .map((name) => ({ arn: arnOf(region.name, `cluster/${name}`), reason: 'MISSING' })),
  };
}

function describe(region: Region, name: string): Cluster {
  const services = [...region.services.values()].filter(({ cluster }) => cluster === name);
  return {
    clusterArn: arnOf(region.name, `cluster/${name}`),
    clusterName: name,
    status: 'ACTIVE',
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
  };
}
