import type {
  AlarmConfiguration,
  AutoRollbackConfiguration,
  EC2TagFilter,
  TagFilter,
} from '@aws-sdk/client-codedeploy';
import { findConfig } from './deployment-configs.ts';
import { exception } from './error.ts';
import { platforms } from './platforms/platforms.ts';
import type { Application, DeploymentGroup, GroupSettings, Region } from './state.ts';

/** Throws the service's exception for settings of a deployment group that it does not take. */
export function checkSettings(
  region: Region,
  application: Application,
  settings: GroupSettings,
  current?: DeploymentGroup,
): void {
  const { deploymentConfigName, serviceRoleArn } = settings;
  if (deploymentConfigName !== undefined) findConfig(region, deploymentConfigName);
  if (!serviceRoleArn) throw exception('RoleRequiredException', 'A service role ARN is required');
  if (!/^arn:aws[a-z-]*:iam::[^:]*:role\/.+$/.test(serviceRoleArn)) {
    throw exception('InvalidRoleException', `The service role ARN is invalid: ${serviceRoleArn}`);
  }
  checkTags(settings);
  checkAutoRollback(settings.autoRollbackConfiguration);
  checkAlarms(settings.alarmConfiguration);
  checkReadyOption(settings);
  platforms[application.computePlatform].checkSettings(region, { settings, current });
}

/** Throws InvalidAutoRollbackConfigException when rollback is on and no event is named. */
export function checkAutoRollback(configuration: AutoRollbackConfiguration | undefined): void {
  if (configuration?.enabled && !configuration.events?.length) {
    throw exception(
      'InvalidAutoRollbackConfigException',
      'Automatic rollback is enabled, so an event type must be specified',
    );
  }
}

/** Throws for more than ten alarms, and for a configuration that is on and names none, twice the same or too long a name. */
export function checkAlarms(configuration: AlarmConfiguration | undefined): void {
  const names = (configuration?.alarms ?? []).map((alarm) => alarm.name ?? '');
  if (names.length > 10) {
    throw exception(
      'AlarmsLimitExceededException',
      `The maximum number of alarms (10) was exceeded: ${names.length}`,
    );
  }
  const wrongName = names.some((name) => name.length === 0 || name.length > 255);
  if (wrongName || new Set(names).size < names.length || (configuration?.enabled && names.length === 0)) {
    throw exception('InvalidAlarmConfigException', 'Alarms need distinct names of 1 to 255 characters');
  }
}

function checkTags(settings: GroupSettings): void {
  const { ec2TagFilters = [], ec2TagSet, onPremisesInstanceTagFilters = [], onPremisesTagSet } = settings;
  const ec2Lists = ec2TagSet?.ec2TagSetList ?? [];
  const onPremisesLists = onPremisesTagSet?.onPremisesTagSetList ?? [];
  if (ec2TagFilters.length > 0 && ec2Lists.length > 0) {
    throw exception('InvalidEC2TagCombinationException', 'ec2TagFilters and ec2TagSet exclude each other');
  }
  if (onPremisesInstanceTagFilters.length > 0 && onPremisesLists.length > 0) {
    throw exception(
      'InvalidOnPremisesTagCombinationException',
      'onPremisesInstanceTagFilters and onPremisesTagSet exclude each other',
    );
  }
  if (ec2Lists.length > 3 || onPremisesLists.length > 3) {
    throw exception('TagSetListLimitExceededException', 'The maximum number of tag groups (3) was exceeded');
  }
  for (const filter of [...ec2TagFilters, ...ec2Lists.flat()]) {
    if (!isComplete(filter)) throw exception('InvalidEC2TagException', incomplete(filter));
  }
  for (const filter of [...onPremisesInstanceTagFilters, ...onPremisesLists.flat()]) {
    if (!isComplete(filter)) throw exception('InvalidTagException', incomplete(filter));
  }
}

function isComplete({ Key, Value, Type }: EC2TagFilter | TagFilter): boolean {
  if ((Key?.length ?? 0) > 128 || (Value?.length ?? 0) > 256) return false;
  return Type === 'VALUE_ONLY' ? Value !== undefined : Boolean(Key);
}

function incomplete(filter: EC2TagFilter | TagFilter): string {
  return `The tag filter is invalid: ${JSON.stringify(filter)}`;
}

function checkReadyOption({ blueGreenDeploymentConfiguration }: GroupSettings): void {
  const { actionOnTimeout, waitTimeInMinutes = 0 } =
    blueGreenDeploymentConfiguration?.deploymentReadyOption ?? {};
  if (actionOnTimeout === 'CONTINUE_DEPLOYMENT' && waitTimeInMinutes > 0) {
    throw exception(
      'InvalidBlueGreenDeploymentConfigurationException',
      "Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified",
    );
  }
}

/** Throws for settings that a group of instances does not take. */
export function checkServer(settings: GroupSettings): void {
  const { deploymentStyle: style, ecsServices = [], loadBalancerInfo } = settings;
  if (ecsServices.length > 0) {
    throw exception(
      'InvalidECSServiceException',
      'Should not specify ECS services parameter for Server deployment group',
    );
  }
  const balancers = [
    ...(loadBalancerInfo?.elbInfoList ?? []),
    ...(loadBalancerInfo?.targetGroupInfoList ?? []),
  ];
  if (style?.deploymentOption === 'WITH_TRAFFIC_CONTROL' && balancers.length === 0) {
    throw exception('InvalidLoadBalancerInfoException', 'WITH_TRAFFIC_CONTROL needs a load balancer');
  }
  if (style?.deploymentType === 'BLUE_GREEN') checkBlueGreen(settings);
}

function checkBlueGreen({
  autoScalingGroups = [],
  blueGreenDeploymentConfiguration,
  deploymentStyle,
}: GroupSettings): void {
  const { greenFleetProvisioningOption } = blueGreenDeploymentConfiguration ?? {};
  if (deploymentStyle?.deploymentOption !== 'WITH_TRAFFIC_CONTROL') {
    throw exception('InvalidDeploymentStyleException', 'BLUE_GREEN needs the option WITH_TRAFFIC_CONTROL');
  }
  if (greenFleetProvisioningOption?.action === 'DISCOVER_EXISTING') {
    throw exception(
      'InvalidBlueGreenDeploymentConfigurationException',
      'The emulator provisions replacement instances with COPY_AUTO_SCALING_GROUP only',
    );
  }
  if (autoScalingGroups.length !== 1) {
    throw exception(
      'InvalidBlueGreenDeploymentConfigurationException',
      'COPY_AUTO_SCALING_GROUP needs exactly one Auto Scaling group',
    );
  }
}
