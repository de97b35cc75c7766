import type { DeploymentInfo, DeploymentOverview } from '@aws-sdk/client-codedeploy';
import type { Deployment, Target } from './state.ts';

/** A deployment as GetDeployment describes it. */
export function deploymentInfo(deployment: Deployment): DeploymentInfo {
  const { group, request } = deployment;
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.config.deploymentConfigName,
    deploymentId: deployment.id,
    previousRevision: deployment.previousRevision,
    revision: deployment.revision,
    status: deployment.status,
    errorInformation: deployment.errorInformation,
    createTime: deployment.createTime,
    startTime: deployment.startTime,
    completeTime: deployment.completeTime,
    deploymentOverview: overview(deployment.targets),
    description: request.description,
    creator: deployment.creator,
    ignoreApplicationStopFailures: request.ignoreApplicationStopFailures ?? false,
    autoRollbackConfiguration: request.autoRollbackConfiguration,
    updateOutdatedInstancesOnly: request.updateOutdatedInstancesOnly ?? false,
    rollbackInfo: deployment.rollbackInfo,
    deploymentStyle: group.settings.deploymentStyle ?? {
      deploymentType: 'IN_PLACE',
      deploymentOption: 'WITHOUT_TRAFFIC_CONTROL',
    },
    instanceTerminationWaitTimeStarted: deployment.terminationWaitStarted ?? false,
    blueGreenDeploymentConfiguration: group.settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: group.settings.loadBalancerInfo,
    fileExistsBehavior: request.fileExistsBehavior ?? 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform: group.application.computePlatform,
    overrideAlarmConfiguration: request.overrideAlarmConfiguration,
  };
}

function overview(targets: readonly Target[]): DeploymentOverview {
  const counts = { Pending: 0, InProgress: 0, Succeeded: 0, Failed: 0, Skipped: 0, Ready: 0 };
  for (const { status } of targets) {
    if (status !== 'Unknown') counts[status] += 1;
  }
  return counts;
}
