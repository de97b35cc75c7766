import type {
  CreateServiceRequest,
  DeleteServiceRequest,
  DescribeServicesRequest,
  ListServicesRequest,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { exception } from './error.ts';
import { arnOf, findCluster, findService, nameIn, serviceNamed } from './names.ts';
import { serviceInfo } from './service-info.ts';
import type { Region, Service } from './state.ts';
import { createTaskSet, drain, primaryOf } from './task-sets.ts';

/** CreateService: its first task set has no externalId, since no deployment made it. */
export function createService(region: Region, input: CreateServiceRequest) {
  const { serviceName: name = '', cluster: clusterName, loadBalancers = [], desiredCount = 0 } = input;
  const cluster = findCluster(region, clusterName);
  if (serviceNamed(region, cluster, name)?.status === 'ACTIVE') {
    throw exception('InvalidParameterException', 'Creation of service was not idempotent.');
  }
  const [balancer] = loadBalancers;
  const targetGroup = [...region.balancers.targetGroups.values()].find(
    ({ arn }) => arn === balancer?.targetGroupArn,
  );
  if (balancer && !targetGroup) {
    throw exception(
      'InvalidParameterException',
      `The target group does not exist: ${balancer.targetGroupArn}`,
    );
  }
  if (input.deploymentController?.type === 'CODE_DEPLOY' && !targetGroup) {
    throw exception(
      'InvalidParameterException',
      'A load balancer is required when using the CODE_DEPLOY deployment controller.',
    );
  }
  const service: Service = {
    name,
    cluster,
    arn: arnOf(region.name, `service/${cluster}/${name}`),
    createdAt: new Date(),
    request: input,
    status: 'ACTIVE',
    desiredCount,
    taskSets: [],
  };
  const { networkConfiguration, capacityProviderStrategy, launchType, platformVersion } = input;
  const taskSet = createTaskSet(region, service, {
    taskDefinition: input.taskDefinition ?? '',
    container: balancer?.containerName ?? '',
    port: balancer?.containerPort ?? 0,
    targetGroup,
    info: { networkConfiguration, capacityProviderStrategy, launchType, platformVersion },
  });
  taskSet.status = 'PRIMARY';
  region.services.set(`${cluster}:${name}`, service);
  return { service: serviceInfo(region, service) };
}

/** DescribeServices: at most ten. */
export function describeServices(region: Region, input: DescribeServicesRequest) {
  const cluster = findCluster(region, input.cluster);
  const names = input.services ?? [];
  if (names.length > 10) throw exception('InvalidParameterException', 'Too many services: at most 10');
  const found = names.map((name) => serviceNamed(region, cluster, name));
  return {
    services: found.filter((service) => service !== undefined).map((service) => serviceInfo(region, service)),
    failures: names
      .filter((_, index) => found[index] === undefined)
      .map((name) => ({
        arn: arnOf(region.name, `service/${cluster}/${nameIn(name)}`),
        reason: 'MISSING',
      })),
  };
}

/** ListServices. */
export function listServices(region: Region, input: ListServicesRequest) {
  const cluster = findCluster(region, input.cluster);
  const services = [...region.services.values()].filter((service) => service.cluster === cluster);
  return { serviceArns: services.map(({ arn }) => arn) };
}

/** UpdateService: of a service that CodeDeploy deploys, hardly anything but the number of tasks can be changed. */
export function updateService(region: Region, input: UpdateServiceRequest) {
  const service = findService(region, input.cluster, input.service);
  const isOfCodeDeploy = service.request.deploymentController?.type === 'CODE_DEPLOY';
  const { taskDefinition, networkConfiguration, loadBalancers, platformVersion, desiredCount } = input;
  if (isOfCodeDeploy && taskDefinition !== undefined) {
    throw refused('task definition');
  }
  if (isOfCodeDeploy && (networkConfiguration ?? loadBalancers ?? platformVersion) !== undefined) {
    throw refused('network configuration, load balancers or platform version');
  }
  if (!isOfCodeDeploy && taskDefinition !== undefined) {
    throw exception('InvalidParameterException', 'The emulator has no rolling updates of services');
  }
  if (desiredCount !== undefined) {
    service.desiredCount = desiredCount;
    void primaryOf(service)?.tasks.scale(desiredCount);
  }
  return { service: serviceInfo(region, service) };
}

/** DeleteService: with `force` also while it has tasks. */
export async function deleteService(region: Region, input: DeleteServiceRequest) {
  const service = findService(region, input.cluster, input.service);
  if (service.desiredCount > 0 && !input.force) {
    throw exception('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
  }
  service.status = 'INACTIVE';
  service.desiredCount = 0;
  await Promise.all(service.taskSets.map(drain));
  return { service: serviceInfo(region, service) };
}

function refused(what: string) {
  return exception(
    'InvalidParameterException',
    `Unable to update ${what} on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`,
  );
}
