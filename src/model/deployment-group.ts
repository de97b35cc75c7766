import type {
  AutoScalingGroup,
  DeploymentGroupInfo,
  DeploymentStyle,
  EC2TagFilter,
  TagFilter,
} from '@aws-sdk/client-codedeploy';
import { toRollbackEvents } from './deployment.ts';
import { eventsOfPreviousRevision } from './lifecycle-events.ts';

/** The names that tell a deployment group from every other. */
export interface Group {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** The settings of a deployment group that decide about its deployments: plain data. */
export interface GroupSettings {
  /** `Server`, `Lambda`, `ECS`, or what AWS adds. */
  readonly computePlatform: string;
  readonly deploymentConfigName: string | undefined;
  readonly isBlueGreen: boolean;
  /** Blue/green: minutes for which somebody has to continue the deployment before it is stopped; `undefined`: nobody has to. */
  readonly readyWait: number | undefined;
  /** Blue/green: minutes between the shift of traffic and the termination of the original instances. */
  readonly terminationWait: number;
  /** Blue/green: each deployment has to name its replacement instances. */
  readonly namesReplacements: boolean;
  /** Events that roll back; `undefined` when there are no settings for it. */
  readonly autoRollback: readonly string[] | undefined;
  /** CloudWatch alarms that stop a deployment. */
  readonly alarms: readonly string[];
  /** Lifecycle events that run scripts of the revision that the instances have before a deployment. */
  readonly eventsOfPrevious: readonly string[];
  /** What makes an instance a member, in words; empty: nothing does. */
  readonly members: readonly string[];
}

/** The settings from GetDeploymentGroup's answer. */
export function toGroupSettings(info: DeploymentGroupInfo): GroupSettings {
  const { deploymentReadyOption, terminateBlueInstancesOnDeploymentSuccess, greenFleetProvisioningOption } =
    info.blueGreenDeploymentConfiguration ?? {};
  const isBlueGreen = info.deploymentStyle?.deploymentType === 'BLUE_GREEN';
  const isStoppedUnlessContinued = deploymentReadyOption?.actionOnTimeout === 'STOP_DEPLOYMENT';
  const terminates = terminateBlueInstancesOnDeploymentSuccess?.action === 'TERMINATE';
  return {
    computePlatform: info.computePlatform ?? 'Server',
    deploymentConfigName: info.deploymentConfigName,
    isBlueGreen,
    readyWait:
      isBlueGreen && isStoppedUnlessContinued ? (deploymentReadyOption.waitTimeInMinutes ?? 0) : undefined,
    terminationWait:
      isBlueGreen && terminates
        ? (terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes ?? 0)
        : 0,
    namesReplacements: isBlueGreen && greenFleetProvisioningOption?.action === 'DISCOVER_EXISTING',
    autoRollback: toRollbackEvents(info.autoRollbackConfiguration),
    alarms: info.alarmConfiguration?.enabled
      ? (info.alarmConfiguration.alarms ?? []).map(({ name = '' }) => name)
      : [],
    eventsOfPrevious: eventsOfPreviousIn(info.deploymentStyle),
    members: membersOf(info),
  };
}

/** New instances of a blue/green deployment have nothing to stop; the original ones are only taken from their traffic. */
function eventsOfPreviousIn({ deploymentType, deploymentOption }: DeploymentStyle = {}): readonly string[] {
  if (deploymentType === 'BLUE_GREEN')
    return eventsOfPreviousRevision.filter((event) => event !== 'ApplicationStop');
  return deploymentOption === 'WITH_TRAFFIC_CONTROL' ? eventsOfPreviousRevision : ['ApplicationStop'];
}

function membersOf(info: DeploymentGroupInfo): string[] {
  return [
    ...tagged('EC2 instances', [info.ec2TagFilters ?? []]),
    ...tagged('EC2 instances', info.ec2TagSet?.ec2TagSetList ?? []),
    ...tagged('on-premises instances', [info.onPremisesInstanceTagFilters ?? []]),
    ...tagged('on-premises instances', info.onPremisesTagSet?.onPremisesTagSetList ?? []),
    ...(info.autoScalingGroups ?? []).map(({ name = '' }: AutoScalingGroup) => `Auto Scaling group ${name}`),
  ];
}

/** An instance has one tag of each list. */
function tagged(kind: string, lists: readonly (readonly (EC2TagFilter | TagFilter)[])[]): string[] {
  const sets = lists.filter((list) => list.length > 0).map((list) => list.map(tagOf).join(' or '));
  return sets.length > 0 ? [`${kind} tagged ${sets.join(', and ')}`] : [];
}

function tagOf({ Key = '', Value = '', Type }: EC2TagFilter | TagFilter): string {
  if (Type === 'KEY_ONLY') return Key;
  return Type === 'VALUE_ONLY' ? `*=${Value}` : `${Key}=${Value}`;
}
