import {
  type CodeDeployClient,
  type DeploymentGroupInfo,
  type DeploymentStatus,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  type TimeRange,
} from '@aws-sdk/client-codedeploy';
import { isDenied } from '../aws/error-kinds.ts';
import { permissionAdvice } from '../aws/explain.ts';
import { messageOf } from '../control/errors.ts';
import { type Deployment, isCompleted, toDeployment } from '../model/deployment.ts';
import { type GroupSettings, toGroupSettings } from '../model/deployment-group.ts';
import { sentence, singleLine } from '../text/escape.ts';

export interface Group {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** A group, and those of its deployments that matter to a new one. */
export interface History {
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
  /** `undefined`: the role may not read them. */
  readonly settings: GroupSettings | undefined;
  /** Under way now, the newest first. */
  readonly active: readonly Deployment[];
  /** Whose revision the group runs; `undefined` when there is none, or it can't be known. */
  readonly current: Deployment | undefined;
  /** Its last deployment that has failed since the current one; `undefined` when there is none, or it can't be known. */
  readonly failedSince: string | undefined;
  /** What can't be known because the role lacks a permission, in sentences. */
  readonly losses: readonly string[];
  /** That the role may not read the group's deployments, in sentences; `undefined`: it may, or there are none yet. */
  readonly unread: string | undefined;
}

export interface ReadGroup {
  readonly codedeploy: CodeDeployClient;
  readonly group: Group;
  readonly signal: AbortSignal;
}

const activeStatuses: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/** Reads a group, what is under way in it, and what it runs. A denied read is a loss, not an error. */
export async function readHistory(options: ReadGroup): Promise<History> {
  const at = Date.now();
  const losses: string[] = [];
  const [listed, info] = await Promise.all([
    permitted(listDeployments(options, { includeOnlyStatuses: activeStatuses }), {
      loss: 'Other deployments of the group may be overlooked',
      losses,
    }),
    permitted(describeGroup(options), {
      loss: 'The settings of the group are not checked, and whether a later run has deployed to it is not known',
      losses,
    }),
  ]);
  const { deploymentId: attempted, status } = info?.lastAttemptedDeployment ?? {};
  const successful = info?.lastSuccessfulDeployment?.deploymentId;
  const candidates = new Set(listed ?? (attempted ? [attempted] : []));
  const unread: string[] = [];
  const deployments = await permitted(
    Promise.all([successful, ...candidates].map((id) => readDeployment(options, id))),
    { loss: 'The deployments of the group cannot be read', losses: unread },
  );
  const [current, ...active] = deployments ?? [];
  return {
    at,
    settings: info && toGroupSettings(info),
    active: active.flatMap((deployment) => (deployment && !isCompleted(deployment) ? [deployment] : [])),
    current,
    failedSince: status === 'Failed' && attempted !== successful ? attempted : undefined,
    losses: losses.sort(),
    unread: unread[0],
  };
}

/** The group's deployments that were created since a time, whatever became of them. */
export async function readRecent(options: ReadGroup, since: Date): Promise<readonly Deployment[]> {
  const listed = await listDeployments(options, { createTimeRange: { start: since } }).catch(
    async (error: unknown) => {
      if (!isDenied(error)) throw error;
      const { lastAttemptedDeployment } = (await describeGroup(options)) ?? {};
      return [lastAttemptedDeployment?.deploymentId];
    },
  );
  const deployments = await Promise.all(listed.map((id) => readDeployment(options, id)));
  return deployments.filter((deployment) => deployment !== undefined);
}

/** A deployment; `undefined` without an id, and for one that is gone. */
export async function readDeployment(
  { codedeploy, signal }: Pick<ReadGroup, 'codedeploy' | 'signal'>,
  deploymentId: string | undefined,
): Promise<Deployment | undefined> {
  if (deploymentId === undefined) return undefined;
  try {
    const command = new GetDeploymentCommand({ deploymentId });
    const { deploymentInfo } = await codedeploy.send(command, { abortSignal: signal });
    return toDeployment({ deploymentId, ...deploymentInfo });
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentDoesNotExistException') return undefined;
    throw error;
  }
}

async function listDeployments(
  { codedeploy, group, signal }: ReadGroup,
  filter: { includeOnlyStatuses?: DeploymentStatus[]; createTimeRange?: TimeRange },
): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListDeploymentsCommand({ ...group, ...filter, ...(nextToken && { nextToken }) });
    const page = await codedeploy.send(command, { abortSignal: signal });
    ids.push(...(page.deployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return ids;
}

async function describeGroup({
  codedeploy,
  group,
  signal,
}: ReadGroup): Promise<DeploymentGroupInfo | undefined> {
  const command = new GetDeploymentGroupCommand(group);
  const { deploymentGroupInfo } = await codedeploy.send(command, { abortSignal: signal });
  return deploymentGroupInfo;
}

/** What was read; `undefined`, and the loss told, when the role may not read it. */
export async function permitted<T>(
  read: Promise<T>,
  { loss, losses }: { loss: string; losses: string[] },
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isDenied(error)) throw error;
    losses.push(`${loss}: ${sentence(singleLine(messageOf(error)))} ${permissionAdvice(error)}`);
    return undefined;
  }
}
