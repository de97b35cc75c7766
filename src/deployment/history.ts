import {
  type CodeDeployClient,
  type DeploymentGroupInfo,
  type DeploymentStatus,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  type TimeRange,
} from '@aws-sdk/client-codedeploy';
import { isDenied } from '../aws-errors.ts';
import { messageOf } from '../errors.ts';
import { permissionAdvice } from '../explain.ts';
import { sentence, singleLine } from '../report/escape.ts';
import { type Deployment, isCompleted, toDeployment, toRollbackEvents } from './snapshot.ts';

export interface Group {
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** The deployments of a group that matter to a new one. */
export interface History {
  /** Under way now, the newest first. */
  readonly active: readonly Deployment[];
  /** Whose revision the group runs; `undefined` when there is none, or it can't be known. */
  readonly current: Deployment | undefined;
  /** Events that roll back; `undefined` when the group has no settings for it, or they can't be known. */
  readonly autoRollback: readonly string[] | undefined;
}

export interface ReadGroup {
  readonly codedeploy: CodeDeployClient;
  readonly group: Group;
  readonly signal: AbortSignal;
}

export interface ReadHistory extends ReadGroup {
  /** Told what can't be known because the role lacks a permission. */
  readonly warn: (line: string) => void;
}

const activeStatuses: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/** Reads what is under way in a group, and what it runs. A denied read is a warning. */
export async function readHistory(options: ReadHistory): Promise<History> {
  const [listed, info] = await Promise.all([
    permitted(listDeployments(options, { includeOnlyStatuses: activeStatuses }), {
      ...options,
      loss: 'Other deployments of the group may be overlooked',
    }),
    permitted(describeGroup(options), {
      ...options,
      loss: 'Whether a later run has deployed to the group is not known',
    }),
  ]);
  const attempted = info?.lastAttemptedDeployment?.deploymentId;
  const successful = info?.lastSuccessfulDeployment?.deploymentId;
  const candidates = new Set(listed ?? (attempted ? [attempted] : []));
  const [current, ...active] = await Promise.all(
    [successful, ...candidates].map((id) => readDeployment(options, id)),
  );
  return {
    active: active.flatMap((deployment) => (deployment && !isCompleted(deployment) ? [deployment] : [])),
    current,
    autoRollback: toRollbackEvents(info?.autoRollbackConfiguration),
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

async function permitted<T>(
  read: Promise<T>,
  { loss, warn }: { loss: string; warn: ReadHistory['warn'] },
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isDenied(error)) throw error;
    warn(`${loss}: ${sentence(singleLine(messageOf(error)))} ${permissionAdvice(error)}`);
    return undefined;
  }
}
