import * as clusters from './clusters.ts';
import * as services from './services.ts';
import * as definitions from './task-definitions.ts';

/** The operations that the emulator has. */
export const operations = {
  CreateCluster: clusters.createCluster,
  DescribeClusters: clusters.describeClusters,
  RegisterTaskDefinition: definitions.registerTaskDefinition,
  DescribeTaskDefinition: definitions.describeTaskDefinition,
  DeregisterTaskDefinition: definitions.deregisterTaskDefinition,
  ListTaskDefinitions: definitions.listTaskDefinitions,
  CreateService: services.createService,
  DescribeServices: services.describeServices,
  ListServices: services.listServices,
  UpdateService: services.updateService,
  DeleteService: services.deleteService,
};
