import type { DeploymentStyle } from '@aws-sdk/client-codedeploy';

/** What an agent does to an instance, in order (CodeDeploy user guide, AppSpec 'hooks' section). */
export const installation = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];
/** Taking an instance off the load balancer. */
export const blockTraffic = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'];
/** Putting an instance behind the load balancer. */
export const allowTraffic = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** The events of an instance in an in-place deployment, with a load balancer or without. */
export function inPlaceEvents(style: DeploymentStyle | undefined): readonly string[] {
  return style?.deploymentOption === 'WITH_TRAFFIC_CONTROL'
    ? [...blockTraffic, ...installation, ...allowTraffic]
    : installation;
}

/** Whether the service does this event itself, with the load balancer: the agent has no command for it. */
export function isTrafficEvent(event: string): boolean {
  return event === 'BlockTraffic' || event === 'AllowTraffic';
}

/** The events whose failure ignoreApplicationStopFailures passes over: they run the previous revision's scripts. */
export function isApplicationStopEvent(event: string): boolean {
  return event === 'ApplicationStop' || event === 'BeforeBlockTraffic' || event === 'AfterBlockTraffic';
}
