import type {
  CreateDeploymentInput,
  DeploymentConfigInfo,
  DeploymentCreator,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { pendingEvent } from './deployment-info.ts';
import { exception } from './error.ts';
import { allowedOutOfService, type Counts, keptHealthy, startable } from './health.ts';
import { deployToInstance, skip } from './instance-run.ts';
import { lifecycleEventsOf } from './lifecycle-events.ts';
import { membersOf } from './membership.ts';
import { type DeploymentEnd, manualStop, unhealthy, unstartable } from './outcome.ts';
import { pause } from './pause.ts';
import { register, revisionKey } from './revisions.ts';
import { rollBack } from './rollback.ts';
import {
  type Deployment,
  type DeploymentGroup,
  hasEnded,
  newDeploymentId,
  type Region,
  type Target,
} from './state.ts';

/** What a deployment is made of. */
export interface Launch {
  readonly group: DeploymentGroup;
  readonly config: DeploymentConfigInfo;
  readonly revision: RevisionLocation;
  readonly request: CreateDeploymentInput;
  readonly creator: DeploymentCreator;
}

/**
 * Creates a deployment and sets it going. Throws DeploymentLimitExceededException while another one is active in
 * the group.
 */
export function launch(region: Region, plan: Launch): Deployment {
  const { group, revision } = plan;
  refuseSecond(group);
  const deployment: Deployment = {
    ...plan,
    ...(group.lastSuccessful && { previousRevision: group.lastSuccessful.revision }),
    id: newDeploymentId(),
    createTime: new Date(),
    stop: new AbortController(),
    status: 'Created',
    targets: [],
  };
  recordUse(deployment);
  group.targetRevision = revision;
  group.lastAttempted = deployment;
  region.deployments.set(deployment.id, deployment);
  const run = runDeployment(region, deployment).finally(() => region.underWay.delete(run));
  region.underWay.add(run);
  return deployment;
}

function refuseSecond(group: DeploymentGroup): void {
  const last = group.lastAttempted;
  if (last && !hasEnded(last.status)) {
    throw exception(
      'DeploymentLimitExceededException',
      `The Deployment Group '${group.name}' already has an active Deployment '${last.id}'`,
    );
  }
}

function recordUse({ id, group, revision, createTime }: Deployment): void {
  const isKnown = group.application.revisions.has(revisionKey(revision));
  const description = isKnown ? undefined : `Application revision registered by Deployment ID: ${id}`;
  const { info } = register(group.application, revision, description);
  info.firstUsedTime ??= createTime;
  info.lastUsedTime = createTime;
}

async function runDeployment(region: Region, deployment: Deployment): Promise<void> {
  const { pace } = region.settings;
  const ending = AbortSignal.any([deployment.stop.signal, region.closing]);
  await pause(2 * pace, ending);
  if (!ending.aborted) deployment.status = 'Queued';
  await pause(pace, ending);
  if (ending.aborted) return end(region, deployment, manualStop);
  deployment.status = 'InProgress';
  deployment.startTime = new Date();
  return end(region, deployment, await deployToFleet(region, deployment, ending));
}

async function deployToFleet(
  region: Region,
  deployment: Deployment,
  ending: AbortSignal,
): Promise<DeploymentEnd> {
  const refusal = unstartable(region, deployment);
  if (refusal) return refusal;
  deployment.targets = targetsOf(region, deployment);
  const total = deployment.targets.length;
  // Which instances are outdated was known before: none is no failure.
  if (total === 0) return { status: 'Succeeded' };
  const allowed = allowedOutOfService(deployment.config.minimumHealthyHosts ?? {}, total);
  await startAllowed(region, deployment, { allowed, ending });
  for (const target of deployment.targets) if (target.status === 'Pending') skip(target);
  if (ending.aborted) return manualStop;
  return keptHealthy(allowed, count(deployment.targets)) ? { status: 'Succeeded' } : unhealthy;
}

/** Starts as many instances as the minimum of healthy hosts lets go, and the next ones as these end. */
async function startAllowed(
  region: Region,
  deployment: Deployment,
  limits: { allowed: number; ending: AbortSignal },
): Promise<void> {
  if (limits.ending.aborted) return;
  const room = startable(limits.allowed, count(deployment.targets));
  const next = deployment.targets.filter((target) => target.status === 'Pending').slice(0, room);
  for (const target of next) target.status = 'InProgress';
  await Promise.all(
    next.map(async (target) => {
      await deployToInstance(region, { deployment, target, ending: limits.ending });
      remember(deployment, target);
      await startAllowed(region, deployment, limits);
    }),
  );
}

/** The targets of a deployment: instances whose last deployment failed come first (user guide, instance health). */
function targetsOf(region: Region, { group, ...deployment }: Deployment): Target[] {
  const members = membersOf(region, group);
  const revision = revisionKey(deployment.revision);
  const isUpToDate = (id: string) => {
    const last = group.instances.get(id);
    return last?.succeeded === true && last.revision === revision;
  };
  const selected = deployment.request.updateOutdatedInstancesOnly
    ? members.filter((instance) => !isUpToDate(instance.id))
    : members;
  const failedLast = (id: string) => (group.instances.get(id)?.succeeded === false ? 0 : 1);
  const events = lifecycleEventsOf({ group, ...deployment });
  return selected
    .sort((a, b) => failedLast(a.id) - failedLast(b.id))
    .map((instance) => ({
      instance,
      events: events.map(pendingEvent),
      status: 'Pending',
      lastUpdatedAt: new Date(),
    }));
}

function remember({ group, revision }: Deployment, { instance, status }: Target): void {
  if (status === 'Skipped') return;
  group.instances.set(instance.id, { succeeded: status === 'Succeeded', revision: revisionKey(revision) });
}

async function end(region: Region, deployment: Deployment, outcome: DeploymentEnd): Promise<void> {
  // StopDeployment answers Pending: the status follows after a while.
  if (outcome.status === 'Stopped') await pause(region.settings.pace, region.closing);
  deployment.status = outcome.status;
  deployment.completeTime = new Date();
  if (outcome.errorInformation) deployment.errorInformation = outcome.errorInformation;
  if (outcome.status === 'Succeeded') deployment.group.lastSuccessful = deployment;
  else if (!region.closing.aborted) rollBack(region, deployment, launch);
}

function count(targets: readonly Target[]): Counts {
  const of = (status: Target['status']) => targets.filter((target) => target.status === status).length;
  return {
    total: targets.length,
    inProgress: of('InProgress'),
    succeeded: of('Succeeded'),
    failed: of('Failed'),
  };
}
