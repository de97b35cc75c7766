import type {
  BatchGetDeploymentGroupsInput,
  BatchGetDeploymentGroupsOutput,
  CreateDeploymentGroupInput,
  CreateDeploymentGroupOutput,
  DeleteDeploymentGroupInput,
  DeleteDeploymentGroupOutput,
  DeploymentGroupInfo,
  GetDeploymentGroupInput,
  GetDeploymentGroupOutput,
  LastDeploymentInfo,
  ListDeploymentGroupsInput,
  ListDeploymentGroupsOutput,
  UpdateDeploymentGroupInput,
  UpdateDeploymentGroupOutput,
} from '@aws-sdk/client-codedeploy';
import { findApplication } from './applications.ts';
import { exception } from './error.ts';
import { checkSettings } from './group-settings.ts';
import { checkBatch, checkName } from './names.ts';
import { page } from './pages.ts';
import { platforms } from './platforms/platforms.ts';
import { shownRevision } from './revisions.ts';
import {
  type Application,
  type Deployment,
  type DeploymentGroup,
  type GroupSettings,
  newId,
  type Region,
} from './state.ts';

/** The group of this name. Throws what the service answers when there is none. */
export function findGroup(application: Application, name: string | undefined): DeploymentGroup {
  if (!name) {
    throw exception('DeploymentGroupNameRequiredException', 'Deployment Group name is missing');
  }
  checkName('deployment group', name);
  const group = application.groups.get(name);
  if (!group) {
    throw exception('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`);
  }
  return group;
}

/** CreateDeploymentGroup. */
export function createDeploymentGroup(
  region: Region,
  input: CreateDeploymentGroupInput,
): CreateDeploymentGroupOutput {
  const { applicationName, deploymentGroupName: name = '', tags: _tags, ...settings } = input;
  const application = findApplication(region, applicationName);
  checkName('deployment group', name);
  refuseExisting(application, name);
  checkSettings(region, application, settings);
  const group: DeploymentGroup = { id: newId(), application, name, settings, instances: new Map() };
  application.groups.set(name, group);
  return { deploymentGroupId: group.id };
}

/** GetDeploymentGroup. */
export function getDeploymentGroup(region: Region, input: GetDeploymentGroupInput): GetDeploymentGroupOutput {
  const application = findApplication(region, input.applicationName);
  return { deploymentGroupInfo: groupInfo(findGroup(application, input.deploymentGroupName)) };
}

/** BatchGetDeploymentGroups: groups that do not exist are left out and named in errorMessage. */
export function batchGetDeploymentGroups(
  region: Region,
  input: BatchGetDeploymentGroupsInput,
): BatchGetDeploymentGroupsOutput {
  const application = findApplication(region, input.applicationName);
  const names = input.deploymentGroupNames ?? [];
  checkBatch(names, 100);
  for (const name of names) checkName('deployment group', name);
  const missing = names.filter((name) => !application.groups.has(name));
  return {
    deploymentGroupsInfo: names
      .map((name) => application.groups.get(name))
      .filter((group) => group !== undefined)
      .map(groupInfo),
    ...(missing.length > 0 && { errorMessage: `No Deployment Group found for name: ${missing.join(', ')}` }),
  };
}

/** ListDeploymentGroups. */
export function listDeploymentGroups(
  region: Region,
  input: ListDeploymentGroupsInput,
): ListDeploymentGroupsOutput {
  const application = findApplication(region, input.applicationName);
  const names = [...application.groups.keys()].sort();
  const { items, ...next } = page(names, input.nextToken, region.settings.entriesPerPage);
  return { applicationName: application.name, deploymentGroups: items, ...next };
}

/** UpdateDeploymentGroup: what is sent replaces what was. */
export function updateDeploymentGroup(
  region: Region,
  input: UpdateDeploymentGroupInput,
): UpdateDeploymentGroupOutput {
  const { applicationName, currentDeploymentGroupName, newDeploymentGroupName, ...changes } = input;
  const application = findApplication(region, applicationName);
  const group = findGroup(application, currentDeploymentGroupName);
  const settings = { ...group.settings, ...changes };
  checkSettings(region, application, settings, group);
  if (newDeploymentGroupName !== undefined && newDeploymentGroupName !== group.name) {
    checkName('deployment group', newDeploymentGroupName);
    refuseExisting(application, newDeploymentGroupName);
    application.groups.delete(group.name);
    group.name = newDeploymentGroupName;
    application.groups.set(group.name, group);
  }
  group.settings = settings;
  return { hooksNotCleanedUp: [] };
}

/** DeleteDeploymentGroup. A group that does not exist is deleted already. */
export function deleteDeploymentGroup(
  region: Region,
  input: DeleteDeploymentGroupInput,
): DeleteDeploymentGroupOutput {
  const { applicationName = '', deploymentGroupName = '' } = input;
  checkName('application', applicationName);
  checkName('deployment group', deploymentGroupName);
  region.applications.get(applicationName)?.groups.delete(deploymentGroupName);
  return { hooksNotCleanedUp: [] };
}

function refuseExisting(application: Application, name: string): void {
  if (application.groups.has(name)) {
    throw exception(
      'DeploymentGroupAlreadyExistsException',
      `Deployment group name '${name}' already exists`,
    );
  }
}

function groupInfo(group: DeploymentGroup): DeploymentGroupInfo {
  const { autoScalingGroups = [], deploymentConfigName, ...settings } = group.settings;
  const { defaultConfig, defaultStyle } = platforms[group.application.computePlatform];
  return {
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [],
    triggerConfigurations: [],
    deploymentStyle: defaultStyle,
    outdatedInstancesStrategy: 'UPDATE',
    terminationHookEnabled: false,
    ...settings,
    ...withWaits(settings),
    applicationName: group.application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: deploymentConfigName ?? defaultConfig,
    autoScalingGroups: autoScalingGroups.map((name) => ({ name })),
    computePlatform: group.application.computePlatform,
    targetRevision: group.targetRevision && shownRevision(group.targetRevision),
    lastAttemptedDeployment: group.lastAttempted && lastDeployment(group.lastAttempted),
    lastSuccessfulDeployment: group.lastSuccessful && lastDeployment(group.lastSuccessful),
  };
}

/** A wait that was left out is told as 0: `aws ecs deploy` reads both of every group. */
function withWaits({ blueGreenDeploymentConfiguration: waits }: GroupSettings): Partial<DeploymentGroupInfo> {
  if (!waits) return {};
  const { deploymentReadyOption: ready, terminateBlueInstancesOnDeploymentSuccess: termination } = waits;
  return {
    blueGreenDeploymentConfiguration: {
      ...waits,
      ...(ready && { deploymentReadyOption: { waitTimeInMinutes: 0, ...ready } }),
      ...(termination && {
        terminateBlueInstancesOnDeploymentSuccess: { terminationWaitTimeInMinutes: 0, ...termination },
      }),
    },
  };
}

function lastDeployment(deployment: Deployment): LastDeploymentInfo {
  return {
    deploymentId: deployment.id,
    status: deployment.status,
    createTime: deployment.createTime,
    endTime: deployment.completeTime,
  };
}
