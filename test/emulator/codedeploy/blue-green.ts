import { randomBytes } from 'node:crypto';
import type { Instance } from '../fleet/fleet.ts';
import { allowedOutOfService, keptHealthy } from './health.ts';
import { finish, runEvents, skipPending } from './instance-run.ts';
import { allowTraffic, blockTraffic, installation } from './lifecycle-events.ts';
import { membersOf } from './membership.ts';
import { type DeploymentEnd, manualStop, readyTimeout, unhealthy } from './outcome.ts';
import { countTargets, type InstanceTarget, newTarget, rollOut } from './roll-out.ts';
import type { Deployment, Region } from './state.ts';
import { waitFor } from './wait.ts';

interface Replacement {
  readonly deployment: Deployment;
  readonly blue: readonly InstanceTarget[];
  readonly green: readonly InstanceTarget[];
  readonly ending: AbortSignal;
}

/**
 * Deploys to copies of the group's instances in a new Auto Scaling group, moves the traffic to them when they are
 * ready, and terminates the original ones after their wait (CodeDeploy user guide, blue/green deployments).
 */
export async function deployBlueGreen(
  region: Region,
  deployment: Deployment,
  ending: AbortSignal,
): Promise<DeploymentEnd> {
  const { group, id } = deployment;
  const autoScalingGroup = `CodeDeploy_${group.name}_${id}`;
  const originals = membersOf(region, group);
  const green = originals.map((original) =>
    newTarget(
      region,
      provisionCopy(region, original, autoScalingGroup),
      [...installation, ...allowTraffic],
      'Green',
    ),
  );
  const blue = originals.map((original) => newTarget(region, original, blockTraffic, 'Blue'));
  deployment.targets = [...green, ...blue];
  const replacement = { deployment, blue, green, ending };
  const failure =
    (await install(region, replacement)) ??
    (await awaitReadiness(region, replacement)) ??
    (await moveTraffic(region, replacement));
  for (const target of green) if (target.status === 'Ready') finish(deployment, target);
  skipPending(deployment.targets);
  if (failure) return failure;
  group.settings = { ...group.settings, autoScalingGroups: [autoScalingGroup] };
  await terminateOriginals(region, replacement);
  return { status: 'Succeeded' };
}

async function install(region: Region, replacement: Replacement): Promise<DeploymentEnd | undefined> {
  const { deployment, green, ending } = replacement;
  const allowed = allowedOutOfService(deployment.config.minimumHealthyHosts ?? {}, green.length);
  await rollOut(green, { allowed, ending }, async (target) => {
    const run = { deployment, target, ending };
    if (await runEvents(region, run, target.events.slice(0, installation.length))) target.status = 'Ready';
    else finish(deployment, target);
  });
  if (ending.aborted) return manualStop;
  return keptHealthy(allowed, countTargets(green)) ? undefined : unhealthy;
}

/** With STOP_DEPLOYMENT the traffic stays where it is until somebody continues the deployment, or it is stopped. */
async function awaitReadiness(
  region: Region,
  { deployment, ending }: Replacement,
): Promise<DeploymentEnd | undefined> {
  const option = deployment.group.settings.blueGreenDeploymentConfiguration?.deploymentReadyOption;
  if (option?.actionOnTimeout !== 'STOP_DEPLOYMENT') return undefined;
  deployment.status = 'Ready';
  const isContinued = await waitFor(region, deployment, {
    type: 'READY_WAIT',
    minutes: option.waitTimeInMinutes ?? 0,
    ending,
  });
  if (ending.aborted) return manualStop;
  if (!isContinued) return readyTimeout;
  deployment.status = 'InProgress';
  return undefined;
}

async function moveTraffic(
  region: Region,
  { deployment, blue, green, ending }: Replacement,
): Promise<DeploymentEnd | undefined> {
  for (const [targets, first] of [
    [green.filter((target) => target.status === 'Ready'), installation.length],
    [blue, 0],
  ] as const) {
    await Promise.all(
      targets.map(async (target) => {
        target.status = 'InProgress';
        await runEvents(region, { deployment, target, ending }, target.events.slice(first));
        finish(deployment, target);
      }),
    );
    if (ending.aborted) return manualStop;
    if (targets.some((target) => target.status !== 'Succeeded')) return unhealthy;
  }
  return undefined;
}

async function terminateOriginals(region: Region, { deployment, blue, ending }: Replacement): Promise<void> {
  const option =
    deployment.group.settings.blueGreenDeploymentConfiguration?.terminateBlueInstancesOnDeploymentSuccess;
  if (option?.action === 'KEEP_ALIVE') return;
  deployment.terminationWaitStarted = true;
  const minutes = option?.terminationWaitTimeInMinutes ?? 0;
  await waitFor(region, deployment, { type: 'TERMINATION_WAIT', minutes, ending });
  if (ending.aborted) return;
  await Promise.all(blue.map((target) => region.fleet.remove(target.instance.id)));
}

function provisionCopy({ fleet }: Region, original: Instance, autoScalingGroup: string): Instance {
  if (original.root !== '') {
    const tags = Object.fromEntries(original.tags.map(({ key, value }) => [key, value]));
    return fleet.addEc2({ tags, autoScalingGroup });
  }
  // A scripted instance has nothing of its own: its copy shares the agent.
  const copy = { ...original, id: `i-${randomBytes(8).toString('hex')}0`, autoScalingGroup };
  fleet.add(copy);
  return copy;
}
