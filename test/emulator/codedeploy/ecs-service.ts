import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import { nameIn } from '../ecs/names.ts';
import type { Service, TaskSet } from '../ecs/state.ts';
import { primaryOf } from '../ecs/task-sets.ts';
import type { Listener, TargetGroup } from '../elb/balancers.ts';
import type { AppSpec, Members } from './app-spec.ts';
import { membersOf, notWellFormed } from './app-spec.ts';
import { failure } from './outcome.ts';
import type { GroupSettings, Region } from './state.ts';

/** A group's service, and what stands before it. */
export interface Front {
  readonly service: Service;
  /** The task set that has the traffic, and its target group. */
  readonly blue: TaskSet;
  readonly blueGroup: TargetGroup;
  readonly greenGroup: TargetGroup;
  readonly production: Listener;
  readonly test: Listener | undefined;
}

/** Finds everything that the group names. Throws an Interruption for what is not there, or not as it has to be. */
export function frontOf(region: Region, settings: GroupSettings): Front {
  const [named] = settings.ecsServices ?? [];
  const { serviceName = '', clusterName = '' } = named ?? {};
  const service = region.ecs.services.get(`${nameIn(clusterName)}:${nameIn(serviceName)}`);
  const blue = service && primaryOf(service);
  if (service?.status !== 'ACTIVE' || !blue) {
    throw failure('INVALID_ECS_SERVICE', `The ECS service is not ACTIVE: ${clusterName}:${serviceName}`);
  }
  if (service.request.deploymentController?.type !== 'CODE_DEPLOY') {
    throw failure('INVALID_ECS_SERVICE', `The ECS service is not deployed by CodeDeploy: ${serviceName}`);
  }
  const [pair] = settings.loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const groups = (pair?.targetGroups ?? []).map(({ name = '' }) =>
    region.ecs.balancers.targetGroups.get(name),
  );
  const greenGroup = groups.find((group) => group !== blue.targetGroup);
  const listener = (arn: string | undefined) => region.ecs.balancers.listeners.get(arn ?? '');
  const production = listener(pair?.prodTrafficRoute?.listenerArns?.[0]);
  if (!blue.targetGroup || !greenGroup || !production) {
    throw invalidBalancer('A target group or a listener of the deployment group does not exist');
  }
  const test = listener(pair?.testTrafficRoute?.listenerArns?.[0]);
  return { service, blue, blueGroup: blue.targetGroup, greenGroup, production, test };
}

/** Whether a group has a listener for tests, so that there are events for its traffic. */
export function hasTestRoute({ loadBalancerInfo }: GroupSettings): boolean {
  return (loadBalancerInfo?.targetGroupPairInfoList?.[0]?.testTrafficRoute?.listenerArns ?? []).length > 0;
}

/** Throws an Interruption when somebody else has changed where the production listener forwards to. */
export function checkListener({ blueGroup, greenGroup, production: { arn, weights } }: Front): void {
  const names = `${blueGroup.name}, ${greenGroup.name}`;
  for (const group of weights.keys()) {
    if (group !== blueGroup && group !== greenGroup) {
      throw invalidBalancer(
        `Only target group in ECS deployment group (${names}) can be set on listener ${arn}`,
      );
    }
  }
  if (!weights.get(blueGroup)) {
    throw invalidBalancer(`Primary taskset target group must be behind listener ${arn}`);
  }
  if (weights.get(greenGroup)) {
    throw invalidBalancer(
      `Green taskset target group cannot have non-zero weight prior to traffic shifting on listener ${arn}`,
    );
  }
}

function invalidBalancer(problem: string) {
  return failure(
    'ELASTIC_LOAD_BALANCING_INVALID',
    `The ELB could not be updated due to the following error: ${problem}`,
  );
}

/** What an AppSpec file says of the task set to come. */
export interface WantedTaskSet {
  readonly taskDefinition: string;
  readonly container: string;
  readonly port: number;
  readonly info: Pick<
    TaskSet['info'],
    'platformVersion' | 'networkConfiguration' | 'capacityProviderStrategy'
  >;
}

/** Reads the properties of a service. A list for LoadBalancerInfo is refused (awsdocs/aws-codedeploy-user-guide#14). */
export function wantedTaskSet({ type, properties }: AppSpec): WantedTaskSet {
  const { taskdefinition, loadbalancerinfo, platformversion, networkconfiguration } = properties;
  const { containername, containerport } = membersOf(loadbalancerinfo);
  if (type !== 'AWS::ECS::Service' || Array.isArray(loadbalancerinfo)) throw notWellFormed();
  if (!taskdefinition || !containername || !containerport) throw notWellFormed();
  const strategy = properties['capacityproviderstrategy'];
  return {
    taskDefinition: String(taskdefinition),
    container: String(containername),
    port: Number(containerport),
    info: {
      platformVersion: typeof platformversion === 'string' ? platformversion : 'LATEST',
      networkConfiguration: networkIn(membersOf(membersOf(networkconfiguration)['awsvpcconfiguration'])),
      // Without one, the service loses its own (aws/containers-roadmap#1752).
      capacityProviderStrategy: Array.isArray(strategy) ? strategy.map(providerIn) : undefined,
    },
  };
}

function networkIn(vpc: Members): NetworkConfiguration | undefined {
  const { subnets, securitygroups, assignpublicip } = vpc;
  if (!Array.isArray(subnets)) return undefined;
  return {
    awsvpcConfiguration: {
      subnets: subnets.map(String),
      ...(Array.isArray(securitygroups) && { securityGroups: securitygroups.map(String) }),
      ...(assignpublicip !== undefined && { assignPublicIp: String(assignpublicip) as 'ENABLED' }),
    },
  };
}

function providerIn(entry: unknown) {
  const { capacityprovider, base, weight } = membersOf(entry);
  return {
    capacityProvider: String(capacityprovider),
    ...(base !== undefined && { base: Number(base) }),
    ...(weight !== undefined && { weight: Number(weight) }),
  };
}
