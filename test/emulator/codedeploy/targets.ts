import type {
  BatchGetDeploymentTargetsInput,
  BatchGetDeploymentTargetsOutput,
  DeploymentTarget,
  GetDeploymentTargetInput,
  GetDeploymentTargetOutput,
  ListDeploymentTargetsInput,
  ListDeploymentTargetsOutput,
} from '@aws-sdk/client-codedeploy';
import { TargetStatus } from '@aws-sdk/client-codedeploy';
import { findDeployment } from './deployments.ts';
import { exception } from './error.ts';
import { page } from './pages.ts';
import { account, type Deployment, type Region, type Target } from './state.ts';

/** How many targets one call of BatchGetDeploymentTargets describes (CodeDeploy API reference). */
const batchLimit = 25;

/** ListDeploymentTargets. */
export function listDeploymentTargets(
  region: Region,
  input: ListDeploymentTargetsInput,
): ListDeploymentTargetsOutput {
  const deployment = findStarted(region, input.deploymentId);
  const statuses = statusFilter(input);
  const ids = deployment.targets
    .filter((target) => statuses === undefined || statuses.includes(target.status))
    .map((target) => target.instance.id);
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
  return { deploymentTargets: ids.map((id) => describe(region, deployment, findTarget(deployment, id))) };
}

/** GetDeploymentTarget. */
export function getDeploymentTarget(
  region: Region,
  input: GetDeploymentTargetInput,
): GetDeploymentTargetOutput {
  const deployment = findStarted(region, input.deploymentId);
  return { deploymentTarget: describe(region, deployment, findTarget(deployment, input.targetId ?? '')) };
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
  const target = deployment.targets.find(({ instance }) => instance.id === id);
  if (!target) {
    throw exception(
      'DeploymentTargetDoesNotExistException',
      `The target ${id} does not belong to the deployment ${deployment.id}`,
    );
  }
  return target;
}

function statusFilter({ targetFilters = {} }: ListDeploymentTargetsInput): readonly string[] | undefined {
  for (const name of Object.keys(targetFilters)) {
    if (name === 'ServerInstanceLabel') {
      throw exception(
        'InvalidDeploymentInstanceTypeException',
        'ServerInstanceLabel can only be used with blue/green deployments',
      );
    }
    if (name !== 'TargetStatus') {
      throw exception('InvalidTargetFilterNameException', `The target filter name is invalid: ${name}`);
    }
  }
  const statuses: readonly string[] | undefined = targetFilters.TargetStatus;
  const wrong = statuses?.find((status) => !Object.values<string>(TargetStatus).includes(status));
  if (wrong !== undefined) {
    throw exception('InvalidInstanceStatusException', `The instance status is invalid: ${wrong}`);
  }
  return statuses;
}

function describe(region: Region, deployment: Deployment, target: Target): DeploymentTarget {
  const { instance, events, status, lastUpdatedAt } = target;
  return {
    deploymentTargetType: 'InstanceTarget',
    instanceTarget: {
      deploymentId: deployment.id,
      targetId: instance.id,
      targetArn:
        instance.kind === 'ec2'
          ? `arn:aws:ec2:${region.name}:${account}:instance/${instance.id}`
          : region.onPremises.get(instance.id)?.instanceArn,
      status,
      lastUpdatedAt,
      lifecycleEvents: [...events],
    },
  };
}
