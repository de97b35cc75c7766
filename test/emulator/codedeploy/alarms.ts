import type { Deployment, Region } from './state.ts';

/** A CloudWatch alarm goes off: deployments of the groups that watch it are stopped. */
export function raiseAlarm(region: Region, name: string): void {
  for (const deployment of region.deployments.values()) {
    if (!deployment.stop.signal.aborted && watches(deployment, name)) {
      deployment.alarm = name;
      deployment.stop.abort();
    }
  }
}

/** A deployment's own configuration replaces the group's as a whole. */
function watches({ group, request }: Deployment, name: string): boolean {
  const { enabled, alarms = [] } =
    request.overrideAlarmConfiguration ?? group.settings.alarmConfiguration ?? {};
  return enabled === true && alarms.some((alarm) => alarm.name === name);
}
