import type {
  CreateDeploymentInput,
  DeploymentConfigInfo,
  DeploymentCreator,
  RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import { pause } from '../pause.ts';
import { exception } from './error.ts';
import { alarmStop, type DeploymentEnd, endIn, failed, manualStop } from './outcome.ts';
import { platforms } from './platforms/platforms.ts';
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
  /** The deployment that this one rolls back. */
  readonly rollsBack?: Deployment;
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
  const { isQueued } = platforms[deployment.group.application.computePlatform];
  await pause(2 * pace, ending);
  if (!ending.aborted && isQueued) deployment.status = 'Queued';
  await pause(pace, ending);
  if (ending.aborted) return end(region, deployment, manualStop);
  deployment.status = 'InProgress';
  deployment.startTime = new Date();
  return end(region, deployment, await deploy(region, deployment, ending));
}

async function deploy(region: Region, deployment: Deployment, ending: AbortSignal): Promise<DeploymentEnd> {
  const { application, ...group } = deployment.group;
  if (region.applications.get(application.name) !== application) {
    return failed('APPLICATION_MISSING', `The application was deleted: ${application.name}`);
  }
  if (application.groups.get(group.name) !== deployment.group) {
    return failed('DEPLOYMENT_GROUP_MISSING', `The deployment group was deleted: ${group.name}`);
  }
  const { rollsBack } = deployment;
  try {
    if (rollsBack && application.computePlatform !== 'Server') {
      await rollsBack.undo?.(deployment, ending);
      return { status: 'Succeeded' };
    }
    return await platforms[application.computePlatform].deploy(region, deployment, ending);
  } catch (error) {
    const reached = endIn(error);
    if (!reached) throw error;
    return reached;
  }
}

async function end(region: Region, deployment: Deployment, reached: DeploymentEnd): Promise<void> {
  const { alarms } = deployment;
  const outcome = reached === manualStop && alarms !== undefined ? alarmStop(alarms) : reached;
  // StopDeployment answers Pending: the status follows after a while.
  if (outcome.status === 'Stopped') await pause(region.settings.pace, region.closing);
  deployment.status = outcome.status;
  deployment.completeTime = new Date();
  if (outcome.errorInformation) deployment.errorInformation = outcome.errorInformation;
  if (outcome.status === 'Succeeded') deployment.group.lastSuccessful = deployment;
  else if (!region.closing.aborted) rollBack(region, deployment, launch);
}
