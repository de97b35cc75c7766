import type {
  AutoRollbackConfiguration,
  DeploymentInfo,
  DeploymentOverview,
  DeploymentTarget,
  LifecycleEvent as ServiceLifecycleEvent,
} from '@aws-sdk/client-codedeploy';
import { fromRevisionLocation, type Revision } from './revision.ts';
import { type TrafficShift, toTaskSetShift, toVersionShift } from './traffic-shift.ts';

/** A deployment at one moment: the data behind the log, the summary and the outputs. */
export interface Snapshot {
  readonly deployment: Deployment;
  readonly targets: readonly Target[];
}

export interface Deployment {
  readonly id: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string | undefined;
  /** `Created`, `Queued`, `InProgress`, `Baking`, `Ready`, `Succeeded`, `Failed`, `Stopped`, or what AWS adds. */
  readonly status: string;
  /** `undefined` for an unsupported type; `revisionType` names it. */
  readonly revision: Revision | undefined;
  readonly revisionType: string | undefined;
  readonly computePlatform: string | undefined;
  readonly creator: string | undefined;
  /** Untrusted: anyone may have written it. */
  readonly description: string | undefined;
  /** The deployment's own rollback events, without the group's; empty when rollback is disabled. */
  readonly autoRollback: readonly string[] | undefined;
  readonly counts: Counts;
  readonly error: ServiceError | undefined;
  readonly rollbackDeploymentId: string | undefined;
  readonly rollbackMessage: string | undefined;
  readonly createTime: Date | undefined;
  readonly completeTime: Date | undefined;
  /** Blue/green: traffic has moved, and the original instances wait for their termination. */
  readonly terminationWaitStarted: boolean;
}

export interface Counts {
  readonly pending: number;
  readonly inProgress: number;
  readonly ready: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface ServiceError {
  readonly code: string;
  readonly message: string;
}

/** What CodeDeploy deploys to: an EC2 or on-premises instance, or another platform's counterpart. */
export interface Target {
  readonly id: string;
  /** `Blue` (original) or `Green` (replacement) in a blue/green deployment. */
  readonly label: string | undefined;
  /** `Pending`, `InProgress`, `Ready`, `Succeeded`, `Failed`, `Skipped`, `Unknown`. */
  readonly status: string;
  readonly events: readonly LifecycleEvent[];
  /** Lambda, ECS: the traffic that moves from one version or task set to another. */
  readonly shift?: TrafficShift | undefined;
}

export interface LifecycleEvent {
  readonly name: string;
  readonly status: string;
  readonly startTime: Date | undefined;
  readonly endTime: Date | undefined;
  readonly diagnostics: Diagnostics | undefined;
}

/** The agent's report about an event. Untrusted: all of it comes from an instance. */
export interface Diagnostics {
  readonly errorCode: string;
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

/** Reads a deployment from the answer of GetDeployment. */
export function toDeployment(info: DeploymentInfo): Deployment {
  const { errorInformation: error, rollbackInfo } = info;
  return {
    id: info.deploymentId ?? '',
    applicationName: info.applicationName ?? '',
    deploymentGroupName: info.deploymentGroupName ?? '',
    deploymentConfigName: info.deploymentConfigName,
    status: info.status ?? 'Unknown',
    revision: fromRevisionLocation(info.revision, info.applicationName),
    revisionType: info.revision?.revisionType,
    computePlatform: info.computePlatform,
    creator: info.creator,
    description: info.description,
    autoRollback: toRollbackEvents(info.autoRollbackConfiguration),
    counts: toCounts(info.deploymentOverview),
    error:
      error?.code || error?.message ? { code: error.code ?? '', message: error.message ?? '' } : undefined,
    rollbackDeploymentId: rollbackInfo?.rollbackDeploymentId || undefined,
    rollbackMessage: rollbackInfo?.rollbackMessage || undefined,
    createTime: info.createTime,
    completeTime: info.completeTime,
    terminationWaitStarted: info.instanceTerminationWaitTimeStarted ?? false,
  };
}

/** The events for which a deployment or group rolls back; `undefined` when it has no setting. */
export function toRollbackEvents(
  configuration: AutoRollbackConfiguration | undefined,
): readonly string[] | undefined {
  return configuration && (configuration.enabled ? (configuration.events ?? []) : []);
}

function toCounts(overview: DeploymentOverview = {}): Counts {
  return {
    pending: overview.Pending ?? 0,
    inProgress: overview.InProgress ?? 0,
    ready: overview.Ready ?? 0,
    succeeded: overview.Succeeded ?? 0,
    failed: overview.Failed ?? 0,
    skipped: overview.Skipped ?? 0,
  };
}

/** Reads a target from the answer of BatchGetDeploymentTargets; `undefined` when it has no id. */
export function toTarget(answer: DeploymentTarget): Target | undefined {
  const { instanceTarget, ecsTarget, lambdaTarget, cloudFormationTarget } = answer;
  const told = instanceTarget ?? ecsTarget ?? lambdaTarget ?? cloudFormationTarget;
  if (!told?.targetId) return undefined;
  const shift = lambdaTarget ? toVersionShift(lambdaTarget) : ecsTarget && toTaskSetShift(ecsTarget);
  return {
    id: told.targetId,
    label: instanceTarget?.instanceLabel,
    status: told.status ?? 'Unknown',
    events: (told.lifecycleEvents ?? []).map(toLifecycleEvent),
    ...(shift && { shift }),
  };
}

function toLifecycleEvent(event: ServiceLifecycleEvent): LifecycleEvent {
  const { diagnostics } = event;
  return {
    name: event.lifecycleEventName ?? 'Unknown',
    status: event.status ?? 'Unknown',
    startTime: event.startTime,
    endTime: event.endTime,
    diagnostics: diagnostics && {
      errorCode: diagnostics.errorCode ?? '',
      scriptName: diagnostics.scriptName ?? '',
      message: diagnostics.message ?? '',
      logTail: diagnostics.logTail ?? '',
    },
  };
}

/** Whether the deployment will not change any more. An unknown status counts as running. */
export function isCompleted({ status }: Pick<Deployment, 'status'>): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Stopped';
}

/** Removes the error MANUAL_STOP, which says nothing new when this job stopped the deployment. */
export function withoutManualStop({ deployment, targets }: Snapshot): Snapshot {
  return {
    deployment: deployment.error?.code === 'MANUAL_STOP' ? { ...deployment, error: undefined } : deployment,
    targets,
  };
}

/** Whether the target will not change any more in this deployment. */
export function isSettled({ status }: Pick<Target, 'status'>): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Skipped';
}

/** Counts targets by status: from the overview, or from the targets when an ended deployment has no overview. */
export function countsOf({ deployment, targets }: Snapshot): Counts {
  if (totalOf(deployment.counts) > 0) return deployment.counts;
  const count = (status: string) => targets.filter((target) => target.status === status).length;
  return {
    pending: count('Pending'),
    inProgress: count('InProgress'),
    ready: count('Ready'),
    succeeded: count('Succeeded'),
    failed: count('Failed'),
    skipped: count('Skipped'),
  };
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);
}

/** The first failed event of a target. CodeDeploy skips the later ones. */
export function failedEvent({ events }: Target): LifecycleEvent | undefined {
  return events.find(({ status }) => status === 'Failed');
}

/** Milliseconds that an event took, when both times are known. Clocks may disagree; the result is never negative. */
export function eventDuration({ startTime, endTime }: LifecycleEvent): number | undefined {
  const duration = startTime && endTime && endTime.getTime() - startTime.getTime();
  return duration !== undefined && duration >= 0 ? duration : undefined;
}
