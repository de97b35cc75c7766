import { nameIn } from '../ecs/names.ts';
import { primaryOf } from '../ecs/task-sets.ts';
import type { Listener, TargetGroup } from '../elb/balancers.ts';
import { exception } from './error.ts';
import type { DeploymentGroup, GroupSettings, Region } from './state.ts';

/** The longest wait before the original tasks are ended, in minutes. */
const terminationLimit = 2880;

/**
 * Throws for settings that a group of services does not take. A group that passes has its production listener
 * forward to both target groups from now on.
 */
export function checkEcs(
  region: Region,
  { settings, current }: { settings: GroupSettings; current: DeploymentGroup | undefined },
): void {
  if ((settings.autoScalingGroups ?? []).length > 0) {
    throw exception(
      'InvalidAutoScalingGroupException',
      'For ECS deployment group, autoScalingGroups can not be specified',
    );
  }
  checkStyle(settings);
  checkService(region, settings, current);
  const { blue, green, production } = pairOf(region, settings);
  openListener(production, blue, green, production.weights);
}

/** Makes the default action of a listener a forward to both groups, all of it to the first if it was to one alone. */
export function openListener(
  listener: Listener,
  blue: TargetGroup,
  green: TargetGroup,
  before: ReadonlyMap<TargetGroup, number> = new Map(),
): void {
  if (before.has(blue) && before.has(green)) return;
  listener.weights = new Map([
    [blue, 100],
    [green, 0],
  ]);
}

function checkStyle({ deploymentStyle, blueGreenDeploymentConfiguration }: GroupSettings): void {
  const { deploymentType, deploymentOption } = deploymentStyle ?? {};
  if (deploymentType !== 'BLUE_GREEN' || deploymentOption !== 'WITH_TRAFFIC_CONTROL') {
    throw exception(
      'InvalidDeploymentStyleException',
      'An ECS deployment group needs the style BLUE_GREEN, WITH_TRAFFIC_CONTROL',
    );
  }
  const { action, terminationWaitTimeInMinutes = 0 } =
    blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess ?? {};
  if (!blueGreenDeploymentConfiguration?.deploymentReadyOption || action !== 'TERMINATE') {
    throw exception(
      'InvalidBlueGreenDeploymentConfigurationException',
      'An ECS deployment group needs a deploymentReadyOption, and TERMINATE for its original tasks',
    );
  }
  if (terminationWaitTimeInMinutes > terminationLimit) {
    throw exception(
      'InvalidBlueGreenDeploymentConfigurationException',
      `terminationWaitTimeInMinutes is at most ${terminationLimit}`,
    );
  }
}

function checkService(
  region: Region,
  { ecsServices = [] }: GroupSettings,
  current: DeploymentGroup | undefined,
): void {
  const [named, ...others] = ecsServices;
  const key = keyOf(named);
  if (!named || others.length > 0) {
    throw exception('InvalidECSServiceException', 'An ECS deployment group needs exactly one ECS service');
  }
  const service = region.ecs.services.get(key);
  if (service?.request.deploymentController?.type !== 'CODE_DEPLOY') {
    throw exception(
      'InvalidECSServiceException',
      `No ECS service with the deployment controller CODE_DEPLOY: ${key}`,
    );
  }
  const groups = [...region.applications.values()].flatMap(({ groups: all }) => [...all.values()]);
  if (groups.some((group) => group !== current && keyOf(group.settings.ecsServices?.[0]) === key)) {
    throw exception(
      'ECSServiceMappingLimitExceededException',
      `The ECS service belongs to another deployment group: ${key}`,
    );
  }
}

function keyOf(named: { serviceName?: string | undefined; clusterName?: string | undefined } | undefined) {
  return `${nameIn(named?.clusterName ?? '')}:${nameIn(named?.serviceName ?? '')}`;
}

function pairOf(
  region: Region,
  { ecsServices = [], loadBalancerInfo }: GroupSettings,
): { blue: TargetGroup; green: TargetGroup; production: Listener } {
  const { balancers, services } = region.ecs;
  const [pair, ...others] = loadBalancerInfo?.targetGroupPairInfoList ?? [];
  const groups = (pair?.targetGroups ?? []).map(({ name = '' }) => balancers.targetGroups.get(name));
  const arns = pair?.prodTrafficRoute?.listenerArns ?? [];
  const production = balancers.listeners.get(arns[0] ?? '');
  const service = services.get(keyOf(ecsServices[0]));
  const blue = service && primaryOf(service)?.targetGroup;
  const green = groups.find((group) => group !== blue);
  const isWhole = others.length === 0 && groups.length === 2 && arns.length === 1;
  if (!isWhole || !blue || !groups.includes(blue) || !green || !production) {
    throw exception(
      'InvalidLoadBalancerInfoException',
      'An ECS deployment group needs one pair of target groups, one of them that of the service, and one production listener',
    );
  }
  return { blue, green, production };
}
