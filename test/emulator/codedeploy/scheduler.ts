import type {
  CreateDeploymentInput,
  DeploymentConfigInfo,
  DeploymentCreator,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { deployBlueGreen } from './blue-green.ts';
import { exception } from './error.ts';
import { deployInPlace } from './in-place.ts';
import { alarmStop, type DeploymentEnd, manualStop, unstartable } from './outcome.ts';
import { pause } from './pause.ts';
import { register, revisionKey } from './revisions.ts';
import { rollBack } from './rollback.ts';
import { type Deployment, type DeploymentGroup, hasEnded, newDeploymentId, type Region } from './state.ts';

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

function deployToFleet(
  region: Region,
  deployment: Deployment,
  ending: AbortSignal,
): DeploymentEnd | Promise<DeploymentEnd> {
  const refusal = unstartable(region, deployment);
  if (refusal) return refusal;
  const isBlueGreen = deployment.group.settings.deploymentStyle?.deploymentType === 'BLUE_GREEN';
  return (isBlueGreen ? deployBlueGreen : deployInPlace)(region, deployment, ending);
}

async function end(region: Region, deployment: Deployment, reached: DeploymentEnd): Promise<void> {
  const { alarm } = deployment;
  const outcome = reached === manualStop && alarm !== undefined ? alarmStop(alarm) : reached;
  // StopDeployment answers Pending: the status follows after a while.
  if (outcome.status === 'Stopped') await pause(region.settings.pace, region.closing);
  deployment.status = outcome.status;
  deployment.completeTime = new Date();
  if (outcome.errorInformation) deployment.errorInformation = outcome.errorInformation;
  if (outcome.status === 'Succeeded') deployment.group.lastSuccessful = deployment;
  else if (!region.closing.aborted) rollBack(region, deployment, launch);
}
