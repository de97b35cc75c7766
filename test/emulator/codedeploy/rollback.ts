import type { AutoRollbackEvent } from '@aws-sdk/client-codedeploy';
import { findConfig } from './deployment-configs.ts';
import { platforms } from './platforms/platforms.ts';
import type { Launch } from './scheduler.ts';
import type { Deployment, Region } from './state.ts';

/**
 * Rolls back a deployment that failed or was stopped, when its own settings, the request to stop it or its group's
 * settings say so: by a new deployment, and both name the other. To instances it deploys the last revision that
 * succeeded; functions and services have kept what they were, so that it needs none.
 */
export function rollBack(
  region: Region,
  deployment: Deployment,
  launch: (region: Region, plan: Launch) => Deployment,
): void {
  if (!isWanted(deployment)) return;
  const { application, lastSuccessful: last } = deployment.group;
  const isServer = application.computePlatform === 'Server';
  if (!last && isServer) {
    deployment.rollbackInfo = {
      rollbackMessage: `Deployment ${deployment.id} terminated. Automatic rollback is not triggered: the deployment group has no successful deployment to roll back to.`,
    };
    return;
  }
  const { fileExistsBehavior, ignoreApplicationStopFailures } = deployment.request;
  const rollback = launch(region, {
    group: deployment.group,
    config: isServer
      ? deployment.config
      : findConfig(region, platforms[application.computePlatform].defaultConfig),
    revision: (last ?? deployment).revision,
    rollsBack: deployment,
    request: {
      applicationName: application.name,
      fileExistsBehavior,
      ignoreApplicationStopFailures,
    },
    creator: 'codeDeployRollback',
  });
  rollback.rollbackInfo = {
    rollbackTriggeringDeploymentId: deployment.id,
    rollbackMessage: `Deployment ${rollback.id} is triggered to roll back deployment ${deployment.id}.`,
  };
  deployment.rollbackInfo = {
    rollbackDeploymentId: rollback.id,
    rollbackMessage: `Deployment ${deployment.id} terminated. Automatic rollback is triggered with a DeploymentId ${rollback.id}.`,
  };
}

function isWanted({ creator, group, request, status, stopRequest, alarms }: Deployment): boolean {
  if (creator === 'codeDeployRollback') return false;
  if (stopRequest?.autoRollbackEnabled !== undefined) return stopRequest.autoRollbackEnabled;
  // A deployment's own configuration replaces the group's as a whole.
  const { enabled, events = [] } =
    request.autoRollbackConfiguration ?? group.settings.autoRollbackConfiguration ?? {};
  const stop: AutoRollbackEvent = alarms ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
  return enabled === true && events.includes(status === 'Stopped' ? stop : 'DEPLOYMENT_FAILURE');
}
