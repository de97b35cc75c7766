import { type Deployment, hasEnded, type Region } from './state.ts';

/** A CloudWatch alarm goes off, and stays so until it is cleared: deployments of the groups that watch it are stopped. */
export function raiseAlarm(region: Region, name: string): void {
  region.alarms.add(name);
  for (const deployment of region.deployments.values()) stopOnAlarm(region, deployment);
}

/** Stops a deployment when one of its alarms is in the state ALARM, but no rollback: that is the way out. */
export function stopOnAlarm(region: Region, deployment: Deployment): void {
  const active = watched(deployment).filter((name) => region.alarms.has(name));
  if (active.length === 0 || deployment.creator === 'codeDeployRollback') return;
  if (hasEnded(deployment.status) || deployment.stop.signal.aborted) return;
  deployment.alarms = active;
  deployment.stop.abort();
}

/** A deployment's own configuration replaces the group's as a whole. */
function watched({ group, request }: Deployment): string[] {
  const { enabled, alarms = [] } =
    request.overrideAlarmConfiguration ?? group.settings.alarmConfiguration ?? {};
  return enabled === true ? alarms.map(({ name = '' }) => name) : [];
}
