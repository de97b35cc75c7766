import {
  BatchGetDeploymentTargetsCommand,
  GetApplicationCommand,
  GetDeploymentConfigCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { isDenied } from '../aws/error-kinds.ts';
import { allowDenied, type GroupState, type ReadGroup, readGroupState } from '../deployment/group-state.ts';
import { failedEvent, toTarget } from '../model/deployment.ts';
import type { BrokenStop, Configuration } from '../platform/platform.ts';
import { platformOf } from '../platform/platforms.ts';

/** What the preflight reads about a group. */
export interface GroupFacts {
  readonly groupState: GroupState;
  /**
   * The configuration that `deployment-config-name` names; `undefined` when it is predefined, or the role may not read
   * it.
   */
  readonly configuration: Configuration | undefined;
  readonly brokenStop: BrokenStop | undefined;
  /** Sentences that name the checks that the role's permissions do not allow. */
  readonly skippedChecks: readonly string[];
}

export interface ReadOptions {
  readonly deploymentConfigName: string | undefined;
  readonly ignoreApplicationStopFailures: boolean;
}

type Reading = Pick<ReadGroup, 'codedeploy' | 'signal'>;

/** Reads the group, and what else the inputs and the group's state call for. */
export async function readGroupFacts(
  options: ReadGroup,
  { deploymentConfigName, ignoreApplicationStopFailures }: ReadOptions,
): Promise<GroupFacts> {
  const skippedChecks: string[] = [];
  const [groupState, configuration] = await Promise.all([
    readGroupState(options),
    deploymentConfigName === undefined || isPredefined(deploymentConfigName)
      ? undefined
      : allowDenied(readConfiguration(options, deploymentConfigName), {
          consequence: 'The step does not check deployment-config-name',
          skippedChecks,
        }),
  ]);
  const { failedSince } = groupState;
  const brokenStop =
    failedSince === undefined || ignoreApplicationStopFailures
      ? undefined
      : await readBrokenStop(options, failedSince);
  return {
    groupState,
    configuration,
    brokenStop,
    skippedChecks: [...groupState.skippedChecks, ...skippedChecks],
  };
}

function isPredefined(deploymentConfigName: string): boolean {
  return platformOf().predefinedConfigurations.includes(deploymentConfigName);
}

/** Reads the compute platform of an application to which the step only registers a revision. */
export async function readComputePlatform(
  { codedeploy, signal }: Reading,
  applicationName: string,
): Promise<{ computePlatform: string | undefined; skippedChecks: readonly string[] }> {
  const skippedChecks: string[] = [];
  const command = new GetApplicationCommand({ applicationName });
  const answer = await allowDenied(codedeploy.send(command, { abortSignal: signal }), {
    consequence:
      'The step does not check before the upload whether the application exists and accepts this revision',
    skippedChecks,
  });
  return { computePlatform: answer?.application?.computePlatform, skippedChecks };
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

/** BatchGetDeploymentTargets accepts at most this many ids. */
const mostTargets = 25;

/**
 * Finds the ApplicationStop script that failed in a deployment. `undefined` when something else failed, or when the
 * role may not read the targets, which is not worth a warning.
 */
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
