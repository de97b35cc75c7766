import type { DeploymentInfo, DeploymentOverview } from '@aws-sdk/client-codedeploy';
import { platforms } from './platforms/platforms.ts';
import { shownRevision } from './revisions.ts';
import { type Deployment, hasEnded, type Target } from './state.ts';

/** A deployment as GetDeployment describes it. */
export function deploymentInfo(deployment: Deployment): DeploymentInfo {
  const { group, request, previousRevision, status } = deployment;
  const { computePlatform } = group.application;
  return {
    applicationName: group.application.name,
    deploymentGroupName: group.name,
    deploymentConfigName: deployment.config.deploymentConfigName,
    deploymentId: deployment.id,
    previousRevision: previousRevision && shownRevision(previousRevision),
    revision: shownRevision(deployment.revision),
    status,
    errorInformation: deployment.errorInformation,
    createTime: deployment.createTime,
    startTime: deployment.startTime,
    completeTime: deployment.completeTime,
    // While they run, deployments to functions and services have none.
    ...((computePlatform === 'Server' || hasEnded(status)) && {
      deploymentOverview: overview(deployment.targets),
    }),
    description: request.description,
    creator: deployment.creator,
    ignoreApplicationStopFailures: request.ignoreApplicationStopFailures ?? false,
    autoRollbackConfiguration: request.autoRollbackConfiguration,
    updateOutdatedInstancesOnly: request.updateOutdatedInstancesOnly ?? false,
    rollbackInfo: deployment.rollbackInfo,
    deploymentStyle: group.settings.deploymentStyle ?? platforms[computePlatform].defaultStyle,
    instanceTerminationWaitTimeStarted: deployment.terminationWaitStarted ?? false,
    blueGreenDeploymentConfiguration: group.settings.blueGreenDeploymentConfiguration,
    loadBalancerInfo: group.settings.loadBalancerInfo,
    fileExistsBehavior: request.fileExistsBehavior ?? 'DISALLOW',
    deploymentStatusMessages: [],
    computePlatform,
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
