import * as sdk from '@aws-sdk/client-codedeploy';
import type { Enumeration } from '../model/model.ts';
import type { exception } from './error.ts';

const of = (
  type: Readonly<Record<string, string>>,
  refusedWith?: Parameters<typeof exception>[0],
): Enumeration => ({
  values: Object.values(type),
  ...(refusedWith && { refusedWith }),
});

/** `Structure.member` to the values it takes. */
export const enumerations: Readonly<Record<string, Enumeration>> = {
  'AutoRollbackConfiguration.events': of(sdk.AutoRollbackEvent, 'InvalidAutoRollbackConfigException'),
  'BlueInstanceTerminationOption.action': of(
    sdk.InstanceAction,
    'InvalidBlueGreenDeploymentConfigurationException',
  ),
  'ContinueDeploymentInput.deploymentWaitType': of(
    sdk.DeploymentWaitType,
    'InvalidDeploymentWaitTypeException',
  ),
  'CreateApplicationInput.computePlatform': of(sdk.ComputePlatform, 'InvalidComputePlatformException'),
  'CreateDeploymentConfigInput.computePlatform': of(sdk.ComputePlatform, 'InvalidComputePlatformException'),
  'CreateDeploymentGroupInput.outdatedInstancesStrategy': of(
    sdk.OutdatedInstancesStrategy,
    'InvalidInputException',
  ),
  'CreateDeploymentInput.deploymentMode': of(sdk.DeploymentMode, 'InvalidInputException'),
  'CreateDeploymentInput.fileExistsBehavior': of(
    sdk.FileExistsBehavior,
    'InvalidFileExistsBehaviorException',
  ),
  'DeploymentInfo.computePlatform': of(sdk.ComputePlatform),
  'DeploymentInfo.creator': of(sdk.DeploymentCreator),
  'DeploymentInfo.fileExistsBehavior': of(sdk.FileExistsBehavior),
  'DeploymentInfo.status': of(sdk.DeploymentStatus),
  'DeploymentReadyOption.actionOnTimeout': of(
    sdk.DeploymentReadyAction,
    'InvalidBlueGreenDeploymentConfigurationException',
  ),
  'DeploymentStyle.deploymentOption': of(sdk.DeploymentOption, 'InvalidDeploymentStyleException'),
  'DeploymentStyle.deploymentType': of(sdk.DeploymentType, 'InvalidDeploymentStyleException'),
  'DeploymentTarget.deploymentTargetType': of(sdk.DeploymentTargetType),
  'Diagnostics.errorCode': of(sdk.LifecycleErrorCode),
  'EC2TagFilter.Type': of(sdk.EC2TagFilterType, 'InvalidEC2TagException'),
  'ErrorInformation.code': of(sdk.ErrorCode),
  'GreenFleetProvisioningOption.action': of(
    sdk.GreenFleetProvisioningAction,
    'InvalidBlueGreenDeploymentConfigurationException',
  ),
  'InstanceTarget.instanceLabel': of(sdk.TargetLabel),
  'InstanceTarget.status': of(sdk.TargetStatus),
  'LastDeploymentInfo.status': of(sdk.DeploymentStatus),
  'ECSTarget.status': of(sdk.TargetStatus),
  'ECSTaskSet.taskSetLabel': of(sdk.TargetLabel),
  'LambdaTarget.status': of(sdk.TargetStatus),
  'LifecycleEvent.status': of(sdk.LifecycleEventStatus),
  'ListApplicationRevisionsInput.deployed': of(
    sdk.ListStateFilterAction,
    'InvalidDeployedStateFilterException',
  ),
  'ListApplicationRevisionsInput.sortBy': of(sdk.ApplicationRevisionSortBy, 'InvalidSortByException'),
  'ListApplicationRevisionsInput.sortOrder': of(sdk.SortOrder, 'InvalidSortOrderException'),
  'ListDeploymentsInput.includeOnlyStatuses': of(sdk.DeploymentStatus, 'InvalidDeploymentStatusException'),
  'ListOnPremisesInstancesInput.registrationStatus': of(
    sdk.RegistrationStatus,
    'InvalidRegistrationStatusException',
  ),
  // "MOST_CONCURRENCY" is answered for CodeDeployDefault.OneAtATime and never accepted (CodeDeploy API
  // reference, MinimumHealthyHosts); CreateDeploymentConfig refuses it.
  'MinimumHealthyHosts.type': {
    values: [...Object.values(sdk.MinimumHealthyHostsType), 'MOST_CONCURRENCY'],
    refusedWith: 'InvalidMinimumHealthyHostValueException',
  },
  'PutLifecycleEventHookExecutionStatusInput.status': of(
    sdk.LifecycleEventStatus,
    'InvalidLifecycleEventHookExecutionStatusException',
  ),
  'RevisionLocation.revisionType': of(sdk.RevisionLocationType, 'InvalidRevisionException'),
  'S3Location.bundleType': of(sdk.BundleType, 'InvalidRevisionException'),
  'StopDeploymentOutput.status': of(sdk.StopStatus),
  'TagFilter.Type': of(sdk.TagFilterType, 'InvalidTagException'),
  'TrafficRoutingConfig.type': of(sdk.TrafficRoutingType, 'InvalidTrafficRoutingConfigurationException'),
  'TriggerConfig.triggerEvents': of(sdk.TriggerEventType, 'InvalidTriggerConfigException'),
  'UpdateDeploymentGroupInput.outdatedInstancesStrategy': of(
    sdk.OutdatedInstancesStrategy,
    'InvalidInputException',
  ),
};
