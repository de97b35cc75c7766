import type { Deployment } from './state.ts';

const withoutLoadBalancer = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];
const blockTraffic = ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'];
const allowTraffic = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** The events of an instance in an in-place deployment, in order (CodeDeploy user guide, AppSpec 'hooks' section). */
export function lifecycleEventsOf(deployment: Deployment): readonly string[] {
  const style = deployment.group.settings.deploymentStyle;
  return style?.deploymentOption === 'WITH_TRAFFIC_CONTROL'
    ? [...blockTraffic, ...withoutLoadBalancer, ...allowTraffic]
    : withoutLoadBalancer;
}

/** Whether the service does this event itself, with the load balancer: the agent has no command for it. */
export function isTrafficEvent(event: string): boolean {
  return event === 'BlockTraffic' || event === 'AllowTraffic';
}

/** The events whose failure ignoreApplicationStopFailures passes over: they run the previous revision's scripts. */
export function isApplicationStopEvent(event: string): boolean {
  return event === 'ApplicationStop' || event === 'BeforeBlockTraffic' || event === 'AfterBlockTraffic';
}
