import * as applications from './applications.ts';
import * as configs from './deployment-configs.ts';
import * as groups from './deployment-groups.ts';
import * as deployments from './deployments.ts';
import { putLifecycleEventHookExecutionStatus } from './hooks.ts';
import * as onPremises from './on-premises-instances.ts';
import * as revisions from './revisions.ts';
import * as targets from './targets.ts';

/** The operations that the emulator has, by the name that the request's x-amz-target gives. */
export const operations = {
  CreateApplication: applications.createApplication,
  GetApplication: applications.getApplication,
  ListApplications: applications.listApplications,
  BatchGetApplications: applications.batchGetApplications,
  UpdateApplication: applications.updateApplication,
  DeleteApplication: applications.deleteApplication,
  CreateDeploymentGroup: groups.createDeploymentGroup,
  GetDeploymentGroup: groups.getDeploymentGroup,
  ListDeploymentGroups: groups.listDeploymentGroups,
  BatchGetDeploymentGroups: groups.batchGetDeploymentGroups,
  UpdateDeploymentGroup: groups.updateDeploymentGroup,
  DeleteDeploymentGroup: groups.deleteDeploymentGroup,
  CreateDeploymentConfig: configs.createDeploymentConfig,
  GetDeploymentConfig: configs.getDeploymentConfig,
  ListDeploymentConfigs: configs.listDeploymentConfigs,
  DeleteDeploymentConfig: configs.deleteDeploymentConfig,
  RegisterApplicationRevision: revisions.registerApplicationRevision,
  GetApplicationRevision: revisions.getApplicationRevision,
  ListApplicationRevisions: revisions.listApplicationRevisions,
  BatchGetApplicationRevisions: revisions.batchGetApplicationRevisions,
  CreateDeployment: deployments.createDeployment,
  GetDeployment: deployments.getDeployment,
  BatchGetDeployments: deployments.batchGetDeployments,
  ListDeployments: deployments.listDeployments,
  StopDeployment: deployments.stopDeployment,
  ContinueDeployment: deployments.continueDeployment,
  PutLifecycleEventHookExecutionStatus: putLifecycleEventHookExecutionStatus,
  ListDeploymentTargets: targets.listDeploymentTargets,
  BatchGetDeploymentTargets: targets.batchGetDeploymentTargets,
  GetDeploymentTarget: targets.getDeploymentTarget,
  RegisterOnPremisesInstance: onPremises.registerOnPremisesInstance,
  DeregisterOnPremisesInstance: onPremises.deregisterOnPremisesInstance,
  GetOnPremisesInstance: onPremises.getOnPremisesInstance,
  BatchGetOnPremisesInstances: onPremises.batchGetOnPremisesInstances,
  ListOnPremisesInstances: onPremises.listOnPremisesInstances,
  AddTagsToOnPremisesInstances: onPremises.addTagsToOnPremisesInstances,
  RemoveTagsFromOnPremisesInstances: onPremises.removeTagsFromOnPremisesInstances,
};

export type Operations = typeof operations;
