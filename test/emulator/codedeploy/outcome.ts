import type { ErrorCode, ErrorInformation } from '@aws-sdk/client-codedeploy';
import { allowedOutOfService } from './health.ts';
import { membersOf } from './membership.ts';
import type { Deployment, Region } from './state.ts';

/** How a deployment ended. */
export interface DeploymentEnd {
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  readonly errorInformation?: ErrorInformation;
}

const failed = (code: ErrorCode, message: string): DeploymentEnd => ({
  status: 'Failed',
  errorInformation: { code, message },
});

/** Too many instances failed. */
export const unhealthy = failed(
  'HEALTH_CONSTRAINTS',
  'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
);

/** StopDeployment was called. */
export const manualStop: DeploymentEnd = {
  status: 'Stopped',
  errorInformation: { code: 'MANUAL_STOP', message: 'The deployment was manually stopped.' },
};

/** A CloudWatch alarm of the group went off. */
export function alarmStop(name: string): DeploymentEnd {
  return {
    status: 'Stopped',
    errorInformation: {
      code: 'ALARM_ACTIVE',
      message: `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${name}>`,
    },
  };
}

/** Nobody continued a blue/green deployment in time. */
export const readyTimeout: DeploymentEnd = {
  status: 'Stopped',
  errorInformation: {
    code: 'TIMEOUT',
    message: 'The deployment was stopped: nobody rerouted the traffic to the replacement instances in time.',
  },
};

/** Why a deployment cannot start on any instance, if it cannot. */
export function unstartable(region: Region, { group, config }: Deployment): DeploymentEnd | undefined {
  const { application } = group;
  if (region.applications.get(application.name) !== application) {
    return failed('APPLICATION_MISSING', `The application was deleted: ${application.name}`);
  }
  if (application.groups.get(group.name) !== group) {
    return failed('DEPLOYMENT_GROUP_MISSING', `The deployment group was deleted: ${group.name}`);
  }
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
