import type {
  AutoScalingGroup,
  DeploymentGroupInfo,
  DeploymentStyle,
  EC2TagFilter,
  TagFilter,
} from '@aws-sdk/client-codedeploy';
import { toRollbackEvents } from './deployment.ts';
import { eventsOfPreviousRevision } from './lifecycle-events.ts';

/** The names that identify a deployment group. */
export interface Group {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** The settings of a deployment group that affect its deployments. */
export interface GroupSettings {
  /** `Server`, `Lambda`, `ECS`, or what AWS adds. */
  readonly computePlatform: string;
  readonly deploymentConfigName: string | undefined;
  readonly isBlueGreen: boolean;
  /**
   * Blue/green: minutes in which somebody has to continue the deployment before CodeDeploy stops it; `undefined`:
   * nobody has to.
   */
  readonly readyWait: number | undefined;
  /** Blue/green: minutes between the shift of traffic and the termination of the original instances. */
  readonly terminationWait: number;
  /** Blue/green: whether each deployment has to name its replacement instances. */
  readonly namesReplacements: boolean;
  /** The events for which CodeDeploy rolls back; `undefined` when there is no setting. */
  readonly autoRollback: readonly string[] | undefined;
  /** CloudWatch alarms that stop a deployment. */
  readonly alarms: readonly string[];
  /** Lifecycle events that run scripts of the revision on the instances before a deployment. */
  readonly eventsOfPrevious: readonly string[];
  /** What makes an instance a member, in words; empty: no instance can be a member. */
  readonly members: readonly string[];
}

/** Reads the settings from the answer of GetDeploymentGroup. */
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

/**
 * In a blue/green deployment, the new instances have nothing to stop, and the original ones only lose their traffic.
 */
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

/** A member has at least one tag of each list. */
function tagged(kind: string, lists: readonly (readonly (EC2TagFilter | TagFilter)[])[]): string[] {
  const sets = lists.filter((list) => list.length > 0).map((list) => list.map(tagOf).join(' or '));
  return sets.length > 0 ? [`${kind} tagged ${sets.join(', and ')}`] : [];
}

function tagOf({ Key = '', Value = '', Type }: EC2TagFilter | TagFilter): string {
  if (Type === 'KEY_ONLY') return Key;
  return Type === 'VALUE_ONLY' ? `*=${Value}` : `${Key}=${Value}`;
}
