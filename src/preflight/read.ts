import {
  BatchGetDeploymentTargetsCommand,
  GetApplicationCommand,
  GetDeploymentConfigCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import type { Inputs } from '../actions/inputs.ts';
import { isDenied } from '../aws/error-kinds.ts';
import { type History, permitted, type ReadGroup, readHistory } from '../deployment/group-state.ts';
import { failedEvent, toTarget } from '../model/deployment.ts';
import { type BrokenStop, type Configuration, serverConfigurations } from './rules.ts';

/** All that is read before a deployment. */
export interface Survey {
  readonly history: History;
  /** Of `deployment-config-name`; `undefined` when it needs no look, or the role may not look. */
  readonly configuration: Configuration | undefined;
  readonly brokenStop: BrokenStop | undefined;
  /** What can't be known because the role lacks a permission, in sentences. */
  readonly losses: readonly string[];
}

type Reading = Pick<ReadGroup, 'codedeploy' | 'signal'>;

/** Reads the group, and what else the inputs and the group make necessary. */
export async function survey(
  options: ReadGroup,
  { deploymentConfigName, ignoreApplicationStopFailures }: Inputs,
): Promise<Survey> {
  const losses: string[] = [];
  const [history, configuration] = await Promise.all([
    readHistory(options),
    deploymentConfigName === undefined || serverConfigurations.includes(deploymentConfigName)
      ? undefined
      : permitted(readConfiguration(options, deploymentConfigName), {
          loss: 'deployment-config-name is not checked',
          losses,
        }),
  ]);
  const { failedSince } = history;
  const brokenStop =
    failedSince === undefined || ignoreApplicationStopFailures
      ? undefined
      : await readBrokenStop(options, failedSince);
  return { history, configuration, brokenStop, losses: [...history.losses, ...losses] };
}

/** The compute platform of an application that nothing is deployed to. */
export async function readComputePlatform(
  { codedeploy, signal }: Reading,
  applicationName: string,
): Promise<{ computePlatform: string | undefined; losses: readonly string[] }> {
  const losses: string[] = [];
  const command = new GetApplicationCommand({ applicationName });
  const answer = await permitted(codedeploy.send(command, { abortSignal: signal }), {
    loss: 'Whether the application exists and takes this revision is not checked before the upload',
    losses,
  });
  return { computePlatform: answer?.application?.computePlatform, losses };
}

async function readConfiguration({ codedeploy, signal }: Reading, name: string): Promise<Configuration> {
  try {
    const command = new GetDeploymentConfigCommand({ deploymentConfigName: name });
    const { deploymentConfigInfo } = await codedeploy.send(command, { abortSignal: signal });
    return { name, computePlatform: deploymentConfigInfo?.computePlatform ?? 'Server' };
  } catch (error) {
    if (error instanceof Error && error.name === 'DeploymentConfigDoesNotExistException') {
      return { name, computePlatform: undefined };
    }
    throw error;
  }
}

/** BatchGetDeploymentTargets takes no more. */
const mostTargets = 25;

/** The ApplicationStop script that has failed in a deployment, if that is what has failed. A role that may not look is not told. */
async function readBrokenStop(
  { codedeploy, signal }: Reading,
  deploymentId: string,
): Promise<BrokenStop | undefined> {
  try {
    const list = new ListDeploymentTargetsCommand({
      deploymentId,
      targetFilters: { TargetStatus: ['Failed'] },
    });
    const { targetIds = [] } = await codedeploy.send(list, { abortSignal: signal });
    if (targetIds.length === 0) return undefined;
    const get = new BatchGetDeploymentTargetsCommand({
      deploymentId,
      targetIds: targetIds.slice(0, mostTargets),
    });
    const { deploymentTargets = [] } = await codedeploy.send(get, { abortSignal: signal });
    const stop = deploymentTargets
      .flatMap((target) => toTarget(target) ?? [])
      .map(failedEvent)
      .find((event) => event?.name === 'ApplicationStop');
    return stop && { deploymentId, scriptName: stop.diagnostics?.scriptName ?? '' };
  } catch (error) {
    if (isDenied(error) || isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(DeploymentDoesNotExist|DeploymentNotStarted|DeploymentTargetDoesNotExist)Exception$/.test(error.name)
  );
}
