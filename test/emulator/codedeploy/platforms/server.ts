import { stopOnAlarm } from '../alarms.ts';
import { deployBlueGreen } from '../blue-green.ts';
import { checkServer } from '../group-settings.ts';
import { allowedOutOfService } from '../health.ts';
import { deployInPlace } from '../in-place.ts';
import { membersOf } from '../membership.ts';
import { type DeploymentEnd, failed } from '../outcome.ts';
import type { Deployment, Region } from '../state.ts';
import type { Platform } from './platform.ts';

/** EC2 and on-premises instances. */
export const server: Platform = {
  checkSettings: (_region, { settings }) => checkServer(settings),
  defaultConfig: 'CodeDeployDefault.OneAtATime',
  defaultStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITHOUT_TRAFFIC_CONTROL' },
  isQueued: true,
  async deploy(region, deployment, ending) {
    stopOnAlarm(region, deployment);
    const refusal = unstartable(region, deployment);
    if (refusal) return refusal;
    const isBlueGreen = deployment.group.settings.deploymentStyle?.deploymentType === 'BLUE_GREEN';
    return (isBlueGreen ? deployBlueGreen : deployInPlace)(region, deployment, ending);
  },
};

/** Why a deployment cannot start on any instance, if it cannot. */
function unstartable(region: Region, { group, config }: Deployment): DeploymentEnd | undefined {
  const total = membersOf(region, group).length;
  if (total === 0) {
    return failed(
      'NO_INSTANCES',
      'The deployment failed because no instances were found for your deployment group. Check your deployment group settings to make sure the tags for your Amazon EC2 instances or Auto Scaling groups correctly identify the instances you want to deploy to, and then try again.',
    );
  }
  const most = region.settings.instancesPerDeployment;
  if (total > most) {
    return failed('OVER_MAX_INSTANCES', `The deployment has ${total} instances, the maximum is ${most}.`);
  }
  if (allowedOutOfService(config.minimumHealthyHosts ?? {}, total) < 1) {
    return failed(
      'HEALTH_CONSTRAINTS_INVALID',
      `The deployment configuration ${config.deploymentConfigName} keeps all ${total} instances in service, so none can be deployed to.`,
    );
  }
  return undefined;
}
