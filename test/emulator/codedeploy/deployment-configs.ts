import type {
  CreateDeploymentConfigInput,
  CreateDeploymentConfigOutput,
  DeleteDeploymentConfigInput,
  DeploymentConfigInfo,
  GetDeploymentConfigInput,
  GetDeploymentConfigOutput,
  ListDeploymentConfigsInput,
  ListDeploymentConfigsOutput,
  MinimumHealthyHosts,
} from '@aws-sdk/client-codedeploy';
import { exception } from './error.ts';
import { checkName } from './names.ts';
import { page } from './pages.ts';
import { hasEnded, newId, type Region } from './state.ts';
import { checkRouting } from './traffic-routing.ts';

/** The configuration of this name. Throws what the service answers when there is none. */
export function findConfig(region: Region, name: string): DeploymentConfigInfo {
  checkName('deployment configuration', name);
  const config = region.configs.get(name);
  if (!config) {
    throw exception(
      'DeploymentConfigDoesNotExistException',
      `No Deployment Configuration found for name: ${name}`,
    );
  }
  return config;
}

/** CreateDeploymentConfig. */
export function createDeploymentConfig(
  region: Region,
  input: CreateDeploymentConfigInput,
): CreateDeploymentConfigOutput {
  const name = input.deploymentConfigName ?? '';
  checkName('deployment configuration', name);
  if (name.startsWith('CodeDeployDefault.')) {
    throw exception('InvalidDeploymentConfigNameException', `CodeDeployDefault. is reserved: ${name}`);
  }
  if (region.configs.has(name)) {
    throw exception(
      'DeploymentConfigAlreadyExistsException',
      `Deployment configuration already exists: ${name}`,
    );
  }
  const { computePlatform = 'Server', minimumHealthyHosts, trafficRoutingConfig, zonalConfig } = input;
  if (computePlatform === 'Server') checkMinimum(minimumHealthyHosts);
  else checkRouting(computePlatform, trafficRoutingConfig);
  const config: DeploymentConfigInfo = {
    deploymentConfigId: newId(),
    deploymentConfigName: name,
    createTime: new Date(),
    computePlatform,
    minimumHealthyHosts,
    trafficRoutingConfig,
    zonalConfig,
  };
  region.configs.set(name, config);
  return { deploymentConfigId: config.deploymentConfigId };
}

/** GetDeploymentConfig. */
export function getDeploymentConfig(
  region: Region,
  input: GetDeploymentConfigInput,
): GetDeploymentConfigOutput {
  return { deploymentConfigInfo: findConfig(region, input.deploymentConfigName ?? '') };
}

/** ListDeploymentConfigs: the predefined ones and those that were created. */
export function listDeploymentConfigs(
  region: Region,
  input: ListDeploymentConfigsInput,
): ListDeploymentConfigsOutput {
  const { items, ...next } = page(
    [...region.configs.keys()],
    input.nextToken,
    region.settings.entriesPerPage,
  );
  return { deploymentConfigsList: items, ...next };
}

/** DeleteDeploymentConfig: neither a predefined one nor one in use. */
export function deleteDeploymentConfig(region: Region, input: DeleteDeploymentConfigInput): void {
  const name = input.deploymentConfigName ?? '';
  checkName('deployment configuration', name);
  if (name.startsWith('CodeDeployDefault.')) {
    throw exception(
      'InvalidOperationException',
      `A predefined deployment configuration cannot be deleted: ${name}`,
    );
  }
  if (isUsed(region, name)) {
    throw exception(
      'DeploymentConfigInUseException',
      `The deployment configuration is still in use: ${name}`,
    );
  }
  region.configs.delete(name);
}

function isUsed(region: Region, name: string): boolean {
  const groups = [...region.applications.values()].flatMap((application) => [...application.groups.values()]);
  return (
    groups.some((group) => group.settings.deploymentConfigName === name) ||
    [...region.deployments.values()].some(
      (deployment) => !hasEnded(deployment.status) && deployment.config.deploymentConfigName === name,
    )
  );
}

function checkMinimum(minimum: MinimumHealthyHosts | undefined): void {
  const { type, value } = minimum ?? {};
  const accepted = type === 'HOST_COUNT' || (type === 'FLEET_PERCENT' && (value ?? 0) <= 100);
  if (!accepted || value === undefined || value < 0 || !Number.isInteger(value)) {
    throw exception(
      'InvalidMinimumHealthyHostValueException',
      'minimumHealthyHosts takes the type HOST_COUNT or FLEET_PERCENT and a whole number, 0 or more',
    );
  }
}
