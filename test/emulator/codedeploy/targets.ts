import type {
  BatchGetDeploymentTargetsInput,
  BatchGetDeploymentTargetsOutput,
  DeploymentTarget,
  GetDeploymentTargetInput,
  GetDeploymentTargetOutput,
  ListDeploymentTargetsInput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import { type TargetFilterName, TargetLabel, TargetStatus } from '@aws-sdk/client-codedeploy';
import { findDeployment } from './deployments.ts';
import { exception } from './error.ts';
import { page } from './pages.ts';
import type { Deployment, Region, Target } from './state.ts';

/** How many targets one call of BatchGetDeploymentTargets describes (CodeDeploy API reference). */
const batchLimit = 25;

/** ListDeploymentTargets. */
export function listDeploymentTargets(
  region: Region,
  input: ListDeploymentTargetsInput,
): ListDeploymentTargetsOutput {
  const deployment = findStarted(region, input.deploymentId);
  const ids = deployment.targets.filter(filterOf(deployment, input)).map(({ id }) => id);
  const { items, ...next } = page(ids, input.nextToken, region.settings.targetsPerPage);
  return { targetIds: items, ...next };
}

/** BatchGetDeploymentTargets: at most 25, each of the deployment. */
export function batchGetDeploymentTargets(
  region: Region,
  input: BatchGetDeploymentTargetsInput,
): BatchGetDeploymentTargetsOutput {
  const deployment = findStarted(region, input.deploymentId);
  const ids = input.targetIds ?? [];
  if (ids.length > batchLimit) {
    throw exception(
      'DeploymentTargetListSizeExceededException',
      `The maximum number of targets in a call (${batchLimit}) was exceeded: ${ids.length}`,
    );
  }
  return { deploymentTargets: ids.map((id) => describe(deployment, findTarget(deployment, id))) };
}

/** GetDeploymentTarget. */
export function getDeploymentTarget(
  region: Region,
  input: GetDeploymentTargetInput,
): GetDeploymentTargetOutput {
  const deployment = findStarted(region, input.deploymentId);
  return { deploymentTarget: describe(deployment, findTarget(deployment, input.targetId ?? '')) };
}

function findStarted(region: Region, id: string | undefined): Deployment {
  const deployment = findDeployment(region, id);
  if (deployment.status === 'Created' || deployment.status === 'Queued') {
    throw exception(
      'DeploymentNotStartedException',
      `Specified Deployment has not started: ${deployment.id}`,
    );
  }
  return deployment;
}

function findTarget(deployment: Deployment, id: string): Target {
  const target = deployment.targets.find((each) => each.id === id);
  if (!target) {
    throw exception(
      'DeploymentTargetDoesNotExistException',
      `The target ${id} does not belong to the deployment ${deployment.id}`,
    );
  }
  return target;
}

function filterOf(
  { group }: Deployment,
  { targetFilters = {} }: ListDeploymentTargetsInput,
): (target: Target) => boolean {
  const unknownName = Object.keys(targetFilters).find((name) => !Object.hasOwn(filterValues, name));
  if (unknownName !== undefined) {
    throw exception('InvalidTargetFilterNameException', `The target filter name is invalid: ${unknownName}`);
  }
  const { TargetStatus: statuses, ServerInstanceLabel: labels } = targetFilters;
  if (labels && group.settings.deploymentStyle?.deploymentType !== 'BLUE_GREEN') {
    throw exception(
      'InvalidDeploymentInstanceTypeException',
      'ServerInstanceLabel can only be used with blue/green deployments',
    );
  }
  const wrongStatus = statuses?.find((status) => !filterValues.TargetStatus.includes(status));
  if (wrongStatus !== undefined) {
    throw exception('InvalidInstanceStatusException', `The instance status is invalid: ${wrongStatus}`);
  }
  const wrongLabel = labels?.find((label) => !filterValues.ServerInstanceLabel.includes(label));
  if (wrongLabel !== undefined) {
    throw exception('InvalidInstanceTypeException', `The instance type is invalid: ${wrongLabel}`);
  }
  return ({ status, label }) =>
    (statuses === undefined || statuses.includes(status)) &&
    (labels === undefined || (label !== undefined && labels.includes(label)));
}

const filterValues: Readonly<Record<TargetFilterName, readonly string[]>> = {
  TargetStatus: Object.values(TargetStatus),
  ServerInstanceLabel: Object.values(TargetLabel),
};

function describe(deployment: Deployment, target: Target): DeploymentTarget {
  const { id, events, status, lastUpdatedAt } = target;
  return target.describe({
    deploymentId: deployment.id,
    targetId: id,
    status,
    lastUpdatedAt,
    lifecycleEvents: [...events],
  });
}
