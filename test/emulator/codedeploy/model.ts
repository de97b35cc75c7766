import * as sdk from '@aws-sdk/client-codedeploy';
import { createModel } from '../model/model.ts';
import { enumerations } from './enumerations.ts';
import type { exception } from './error.ts';

type ExceptionName = Parameters<typeof exception>[0];

/** What the service answers when a required member of an input is missing or empty. */
const required: Readonly<Record<string, ExceptionName>> = {
  applicationName: 'ApplicationNameRequiredException',
  applicationNames: 'ApplicationNameRequiredException',
  currentDeploymentGroupName: 'DeploymentGroupNameRequiredException',
  deploymentConfigName: 'DeploymentConfigNameRequiredException',
  deploymentGroupName: 'DeploymentGroupNameRequiredException',
  deploymentGroupNames: 'DeploymentGroupNameRequiredException',
  deploymentId: 'DeploymentIdRequiredException',
  deploymentIds: 'DeploymentIdRequiredException',
  instanceName: 'InstanceNameRequiredException',
  instanceNames: 'InstanceNameRequiredException',
  revision: 'RevisionRequiredException',
  revisions: 'RevisionRequiredException',
  serviceRoleArn: 'RoleRequiredException',
  tags: 'TagRequiredException',
  targetId: 'DeploymentTargetIdRequiredException',
  targetIds: 'DeploymentTargetIdRequiredException',
};

/** CodeDeploy's operations, members and values. */
export const { isOperation, readInput, writeOutput } = createModel(sdk, { enumerations, required });
