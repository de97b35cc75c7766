import { allowedOutOfService, keptHealthy } from './health.ts';
import { finish, runEvents, skipPending } from './instance-run.ts';
import { inPlaceEvents } from './lifecycle-events.ts';
import { membersOf } from './membership.ts';
import { type DeploymentEnd, manualStop, unhealthy } from './outcome.ts';
import { revisionKey } from './revisions.ts';
import { countTargets, type InstanceTarget, newTarget, rollOut } from './roll-out.ts';
import type { Deployment, Region } from './state.ts';

/** Deploys to the instances of the group where they are, as many at a time as the configuration allows. */
export async function deployInPlace(
  region: Region,
  deployment: Deployment,
  ending: AbortSignal,
): Promise<DeploymentEnd> {
  const targets = targetsOf(region, deployment);
  deployment.targets = targets;
  // Which instances are outdated was known before: none is no failure.
  if (targets.length === 0) return { status: 'Succeeded' };
  const allowed = allowedOutOfService(deployment.config.minimumHealthyHosts ?? {}, targets.length);
  await rollOut(targets, { allowed, ending }, async (target) => {
    await runEvents(region, { deployment, target, ending }, target.events);
    finish(deployment, target);
    remember(deployment, target);
  });
  skipPending(targets);
  if (ending.aborted) return manualStop;
  return keptHealthy(allowed, countTargets(targets)) ? { status: 'Succeeded' } : unhealthy;
}

/** Instances whose last deployment failed come first (CodeDeploy user guide, instance health). */
function targetsOf(region: Region, deployment: Deployment): InstanceTarget[] {
  const { group, request } = deployment;
  const revision = revisionKey(deployment.revision);
  const isUpToDate = (id: string) => {
    const last = group.instances.get(id);
    return last?.succeeded === true && last.revision === revision;
  };
  const failedLast = (id: string) => (group.instances.get(id)?.succeeded === false ? 0 : 1);
  return membersOf(region, group)
    .filter((instance) => !request.updateOutdatedInstancesOnly || !isUpToDate(instance.id))
    .sort((a, b) => failedLast(a.id) - failedLast(b.id))
    .map((instance) => newTarget(region, instance, inPlaceEvents(group.settings.deploymentStyle)));
}

function remember({ group, revision }: Deployment, { instance, status }: InstanceTarget): void {
  if (status === 'Skipped') return;
  group.instances.set(instance.id, { succeeded: status === 'Succeeded', revision: revisionKey(revision) });
}
