import {
  type CodeDeployClient,
  type DeploymentGroupInfo,
  type DeploymentStatus,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  type TimeRange,
} from '@aws-sdk/client-codedeploy';
import { isDenied } from '../aws/error-kinds.ts';
import { permissionAdvice } from '../aws/explain.ts';
import { messageOf } from '../control/errors.ts';
import { type Deployment, isCompleted } from '../model/deployment.ts';
import { type Group, type GroupSettings, toGroupSettings } from '../model/deployment-group.ts';
import { sentence, singleLine } from '../text/escape.ts';
import { findDeployment } from './read.ts';

/** A group, and its deployments that matter to a new one. */
export interface GroupState {
  /** When the step read it, in milliseconds since 1970. */
  readonly readAt: number;
  /** `undefined`: the role may not read them. */
  readonly settings: GroupSettings | undefined;
  /** The deployments that are running, newest first. */
  readonly active: readonly Deployment[];
  /** The deployment whose revision the group runs; `undefined` when there is none, or it is not known. */
  readonly current: Deployment | undefined;
  /**
   * The group's last deployment, when it came after the current one and failed; `undefined` when it did not, or it is
   * not known.
   */
  readonly failedSince: string | undefined;
  /** Sentences that name the checks that the role's permissions do not allow. */
  readonly skippedChecks: readonly string[];
  /**
   * Sentences that say that the role may not read the group's deployments; `undefined`: it may, or there are none yet.
   */
  readonly denied: string | undefined;
}

export interface ReadGroup {
  readonly codedeploy: CodeDeployClient;
  readonly group: Group;
  readonly signal: AbortSignal;
}

const activeStatuses: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/** Reads a group, its active deployments and the revision that it runs. A denied read skips a check; it is no error. */
export async function readGroupState(options: ReadGroup): Promise<GroupState> {
  const readAt = Date.now();
  const skippedChecks: string[] = [];
  const [listed, info] = await Promise.all([
    allowDenied(listDeployments(options, { includeOnlyStatuses: activeStatuses }), {
      consequence: 'The step may overlook other deployments of the group',
      skippedChecks,
    }),
    allowDenied(describeGroup(options), {
      consequence:
        'The step does not check the settings of the group, nor whether a later run has already deployed to it',
      skippedChecks,
    }),
  ]);
  const { deploymentId: attempted, status } = info?.lastAttemptedDeployment ?? {};
  const successful = info?.lastSuccessfulDeployment?.deploymentId;
  const candidates = new Set(listed ?? (attempted ? [attempted] : []));
  const denied: string[] = [];
  const deployments = await allowDenied(findDeployments([successful, ...candidates], options), {
    consequence: 'The step cannot read the deployments of the group',
    skippedChecks: denied,
  });
  const [current, ...active] = deployments ?? [];
  return {
    readAt,
    settings: info && toGroupSettings(info),
    active: active.flatMap((deployment) => (deployment && !isCompleted(deployment) ? [deployment] : [])),
    current,
    failedSince: status === 'Failed' && attempted !== successful ? attempted : undefined,
    skippedChecks: skippedChecks.sort(),
    denied: denied[0],
  };
}

/** Reads all deployments of the group since a point in time, whatever their status. */
export async function readRecentDeployments(options: ReadGroup, since: Date): Promise<readonly Deployment[]> {
  const listed = await listDeployments(options, { createTimeRange: { start: since } }).catch(
    async (error: unknown) => {
      if (!isDenied(error)) throw error;
      const { lastAttemptedDeployment } = (await describeGroup(options)) ?? {};
      return [lastAttemptedDeployment?.deploymentId];
    },
  );
  const deployments = await findDeployments(listed, options);
  return deployments.filter((deployment) => deployment !== undefined);
}

function findDeployments(
  ids: readonly (string | undefined)[],
  options: ReadGroup,
): Promise<(Deployment | undefined)[]> {
  return Promise.all(ids.map(async (id) => (id === undefined ? undefined : findDeployment(id, options))));
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

/** Returns the answer; when the role may not read it, `undefined`, and adds the consequence to the skipped checks. */
export async function allowDenied<T>(
  read: Promise<T>,
  { consequence, skippedChecks }: { consequence: string; skippedChecks: string[] },
): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!isDenied(error)) throw error;
    skippedChecks.push(
      `${consequence}: ${sentence(singleLine(messageOf(error)))} ${permissionAdvice(error)}`,
    );
    return undefined;
  }
}
