import type {
  BatchGetDeploymentsInput,
  BatchGetDeploymentsOutput,
  ContinueDeploymentInput,
  CreateDeploymentInput,
  CreateDeploymentOutput,
  DeploymentStyle,
  GetDeploymentInput,
  GetDeploymentOutput,
  ListDeploymentsInput,
  ListDeploymentsOutput,
  StopDeploymentInput,
  StopDeploymentOutput,
  TimeRange,
} from '@aws-sdk/client-codedeploy';
import { findApplication } from './applications.ts';
import { findConfig } from './deployment-configs.ts';
import { findGroup } from './deployment-groups.ts';
import { deploymentInfo } from './deployment-info.ts';
import { checkDeploymentRequest } from './deployment-request.ts';
import { exception } from './error.ts';
import { checkBatch, checkDeploymentId } from './names.ts';
import { page } from './pages.ts';
import { platforms } from './platforms/platforms.ts';
import { launch } from './scheduler.ts';
import { type Deployment, type DeploymentGroup, hasEnded, type Region } from './state.ts';

/** The deployment of this id. Throws what the service answers when there is none. */
export function findDeployment(region: Region, id: string | undefined): Deployment {
  if (!id) throw exception('DeploymentIdRequiredException', 'Deployment id is required');
  checkDeploymentId(id);
  const deployment = region.deployments.get(id);
  if (!deployment) {
    throw exception('DeploymentDoesNotExistException', `The deployment ${id} could not be found`);
  }
  return deployment;
}

/** CreateDeployment: checks everything, then sets the engine going. */
export function createDeployment(region: Region, input: CreateDeploymentInput): CreateDeploymentOutput {
  const application = findApplication(region, input.applicationName);
  const group = findGroup(application, input.deploymentGroupName);
  const revision = checkDeploymentRequest(application, input);
  const configName = input.deploymentConfigName ?? group.settings.deploymentConfigName;
  const config = findConfig(region, configName ?? platforms[application.computePlatform].defaultConfig);
  if (config.computePlatform !== application.computePlatform) {
    throw exception(
      'InvalidDeploymentConfigNameException',
      `${config.deploymentConfigName} is of the ${config.computePlatform} platform, the application of ${application.computePlatform}`,
    );
  }
  const deployment = launch(region, { group, config, revision, request: input, creator: 'user' });
  return { deploymentId: deployment.id };
}

/** GetDeployment. */
export function getDeployment(region: Region, input: GetDeploymentInput): GetDeploymentOutput {
  return { deploymentInfo: deploymentInfo(findDeployment(region, input.deploymentId)) };
}

/** BatchGetDeployments: at most 25 ids; unknown ones are left out. */
export function batchGetDeployments(
  region: Region,
  input: BatchGetDeploymentsInput,
): BatchGetDeploymentsOutput {
  const ids = input.deploymentIds ?? [];
  checkBatch(ids, 25);
  for (const id of ids) checkDeploymentId(id);
  return {
    deploymentsInfo: ids
      .map((id) => region.deployments.get(id))
      .filter((deployment) => deployment !== undefined)
      .map(deploymentInfo),
  };
}

/** ListDeployments: the newest first. */
export function listDeployments(region: Region, input: ListDeploymentsInput): ListDeploymentsOutput {
  const { includeOnlyStatuses = [], createTimeRange } = input;
  checkTimeRange(createTimeRange);
  const isOfGroup = groupFilter(region, input);
  const ids = [...region.deployments.values()]
    .filter(isOfGroup)
    .filter(({ status }) => includeOnlyStatuses.length === 0 || includeOnlyStatuses.includes(status))
    .filter(({ createTime }) => isWithin(createTime, createTimeRange))
    .map((deployment) => deployment.id)
    .reverse();
  const { items, ...next } = page(ids, input.nextToken, region.settings.entriesPerPage);
  return { deployments: items, ...next };
}

/** StopDeployment: what runs on the instances is ended, nothing more is begun; the status becomes Stopped after that. */
export function stopDeployment(region: Region, input: StopDeploymentInput): StopDeploymentOutput {
  const deployment = findDeployment(region, input.deploymentId);
  if (hasEnded(deployment.status)) throw alreadyCompleted(deployment);
  const { autoRollbackEnabled } = input;
  deployment.stopRequest = autoRollbackEnabled === undefined ? {} : { autoRollbackEnabled };
  deployment.stop.abort();
  return {
    status: 'Pending',
    statusMessage: 'No more commands will be scheduled for execution in the deployment instances',
  };
}

/** ContinueDeployment: ends one of the two waits of a blue/green deployment. */
export function continueDeployment(region: Region, input: ContinueDeploymentInput): void {
  const { deploymentWaitType = 'READY_WAIT' } = input;
  const deployment = findDeployment(region, input.deploymentId);
  if (hasEnded(deployment.status)) throw alreadyCompleted(deployment);
  const { id, group, waiting } = deployment;
  if (group.application.computePlatform === 'Lambda' || styleOf(group).deploymentType !== 'BLUE_GREEN') {
    throw exception(
      'UnsupportedActionForDeploymentTypeException',
      `The deployment ${id} cannot be continued: only blue/green deployments to instances and services wait for it`,
    );
  }
  if (waiting?.type !== deploymentWaitType) {
    throw deploymentWaitType === 'READY_WAIT'
      ? exception(
          'DeploymentIsNotInReadyStateException',
          `The deployment ${id} is ${deployment.status}, not Ready`,
        )
      : exception('InvalidDeploymentStatusException', `The deployment ${id} does not wait for a termination`);
  }
  waiting.resume.abort();
}

function styleOf({ application, settings }: DeploymentGroup): DeploymentStyle {
  return settings.deploymentStyle ?? platforms[application.computePlatform].defaultStyle;
}

function alreadyCompleted(deployment: Deployment): ReturnType<typeof exception> {
  return exception(
    'DeploymentAlreadyCompletedException',
    `The deployment ${deployment.id} has already completed: ${deployment.status}`,
  );
}

function groupFilter(region: Region, input: ListDeploymentsInput): (deployment: Deployment) => boolean {
  if (input.applicationName === undefined && input.deploymentGroupName === undefined) return () => true;
  const group = findGroup(findApplication(region, input.applicationName), input.deploymentGroupName);
  return (deployment) => deployment.group === group;
}

function checkTimeRange(range: TimeRange | undefined): void {
  if (range?.start && range.end && range.start > range.end) {
    throw exception('InvalidTimeRangeException', 'The start of createTimeRange is after its end');
  }
}

function isWithin(time: Date, range: TimeRange | undefined): boolean {
  return (!range?.start || time >= range.start) && (!range?.end || time <= range.end);
}
