import { randomInt, randomUUID } from 'node:crypto';
import type {
  ComputePlatform,
  CreateDeploymentGroupInput,
  CreateDeploymentInput,
  DeploymentConfigInfo,
  DeploymentCreator,
  DeploymentStatus,
  DeploymentTarget,
  DeploymentWaitType,
  ErrorInformation,
  GenericRevisionInfo,
  InstanceInfo,
  LambdaTarget,
  LifecycleEvent,
  RevisionLocation,
  RollbackInfo,
  TargetLabel,
  TargetStatus,
} from '@aws-sdk/client-codedeploy';
import type { Region as EcsRegion } from '../ecs/state.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Region as LambdaRegion } from '../lambda/state.ts';
import type { ObjectLocation } from '../s3/download.ts';
import type { HookExecution } from './hooks.ts';
import { predefinedConfigs } from './predefined-configs.ts';
import type { Settings } from './settings.ts';

/** The account that owns everything in the emulator. */
export const account = '123456789012';

/** What CodeDeploy keeps for an account in one region. */
export interface Region {
  readonly name: string;
  readonly settings: Settings;
  readonly fleet: Fleet;
  readonly lambda: LambdaRegion;
  readonly ecs: EcsRegion;
  /** Reads an object with the group's service role. */
  readonly readObject: (location: ObjectLocation) => Promise<Buffer>;
  /** Service roles that have no more than AWS's managed policies allow. */
  readonly limitedRoles: ReadonlySet<string>;
  readonly applications: Map<string, Application>;
  readonly configs: Map<string, DeploymentConfigInfo>;
  readonly deployments: Map<string, Deployment>;
  readonly onPremises: Map<string, InstanceInfo>;
  /** The CloudWatch alarms that are in the state ALARM. */
  readonly alarms: Set<string>;
  /** By LifecycleEventHookExecutionId. */
  readonly hookExecutions: Map<string, HookExecution>;
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal;
  /** The deployments under way, to be awaited when the emulator closes. */
  readonly underWay: Set<Promise<void>>;
}

export interface Application {
  readonly id: string;
  name: string;
  readonly createTime: Date;
  readonly computePlatform: ComputePlatform;
  readonly groups: Map<string, DeploymentGroup>;
  readonly revisions: Map<string, Revision>;
}

export interface Revision {
  readonly location: RevisionLocation;
  readonly info: GenericRevisionInfo;
}

/** What CreateDeploymentGroup set, without the names. */
export type GroupSettings = Omit<
  CreateDeploymentGroupInput,
  'applicationName' | 'deploymentGroupName' | 'tags'
>;

export interface DeploymentGroup {
  readonly id: string;
  readonly application: Application;
  name: string;
  settings: GroupSettings;
  targetRevision?: RevisionLocation;
  lastAttempted?: Deployment;
  lastSuccessful?: Deployment;
  /** By instance id: how the last deployment to it ended, and of which revision. */
  readonly instances: Map<string, { readonly succeeded: boolean; readonly revision: string }>;
}

export interface Deployment {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly config: DeploymentConfigInfo;
  readonly revision: RevisionLocation;
  readonly previousRevision?: RevisionLocation;
  readonly request: CreateDeploymentInput;
  readonly creator: DeploymentCreator;
  readonly createTime: Date;
  readonly stop: AbortController;
  /** Set by StopDeployment: whether to roll back, if the request said so. */
  stopRequest?: { readonly autoRollbackEnabled?: boolean };
  /** The alarms that stopped it. */
  alarms?: readonly string[];
  status: DeploymentStatus;
  startTime?: Date;
  completeTime?: Date;
  errorInformation?: ErrorInformation;
  rollbackInfo?: RollbackInfo;
  targets: readonly Target[];
  /** The deployment that this one rolls back. */
  readonly rollsBack?: Deployment;
  /** Puts back what this one has changed, as the work of another deployment. Instances have none. */
  undo?: (rollback: Deployment, ending: AbortSignal) => Promise<void>;
  /** What a blue/green deployment waits for, and how to go on. */
  waiting?: { readonly type: DeploymentWaitType; readonly resume: AbortController };
  /** The wait before the original instances are terminated has begun. */
  terminationWaitStarted?: boolean;
}

/** What a deployment deploys to: an instance, a function or a service. */
export interface Target {
  readonly id: string;
  /** In blue/green deployments: whether the instance is an original or a replacement. */
  readonly label?: TargetLabel;
  readonly events: readonly LifecycleEvent[];
  status: TargetStatus;
  lastUpdatedAt: Date;
  /** The target as GetDeploymentTarget describes it, from what is common to all kinds. */
  describe(common: CommonMembers): DeploymentTarget;
}

export type CommonMembers = Required<
  Pick<LambdaTarget, 'deploymentId' | 'targetId' | 'status' | 'lastUpdatedAt' | 'lifecycleEvents'>
>;

/** An empty region: only the predefined deployment configurations exist. */
export function createRegion(options: {
  name: string;
  settings: Settings;
  fleet: Fleet;
  lambda: LambdaRegion;
  ecs: EcsRegion;
  readObject: Region['readObject'];
  limitedRoles: ReadonlySet<string>;
  closing: AbortSignal;
}): Region {
  return {
    ...options,
    applications: new Map(),
    configs: new Map(predefinedConfigs().map((config) => [config.deploymentConfigName ?? '', config])),
    deployments: new Map(),
    onPremises: new Map(),
    alarms: new Set(),
    hookExecutions: new Map(),
    underWay: new Set(),
  };
}

/** A new id for an application, a group or a configuration. */
export const newId = randomUUID;

/** A new deployment id: `d-` and nine capitals or digits. */
export function newDeploymentId(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return `d-${Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;
}

/** Whether a deployment in this status has ended. */
export function hasEnded(status: DeploymentStatus): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Stopped';
}
