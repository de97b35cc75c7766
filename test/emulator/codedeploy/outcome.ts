import type { ErrorCode, ErrorInformation } from '@aws-sdk/client-codedeploy';

/** How a deployment ended. */
export interface DeploymentEnd {
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  readonly errorInformation?: ErrorInformation;
}

/** The deployment failed. */
export const failed = (code: ErrorCode, message: string): DeploymentEnd => ({
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

/** CloudWatch alarms of the group went off. */
export function alarmStop(names: readonly string[]): DeploymentEnd {
  return {
    status: 'Stopped',
    errorInformation: {
      code: 'ALARM_ACTIVE',
      message: `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: ${names.map((name) => `<${name}>`).join(' ')}`,
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

/** Ends a deployment from within one of its events. */
export interface Interruption extends Error {
  readonly end: DeploymentEnd;
}

/** To be thrown: the deployment ends so. */
export function interruption(end: DeploymentEnd): Interruption {
  return Object.assign(new Error(end.errorInformation?.message), { end });
}

/** To be thrown: the deployment fails. */
export function failure(code: ErrorCode, message: string): Interruption {
  return interruption(failed(code, message));
}

/** The end that was thrown; undefined for what else is thrown, which is a bug in the emulator. */
export function endIn(error: unknown): DeploymentEnd | undefined {
  return error instanceof Error && 'end' in error ? (error as Interruption).end : undefined;
}
