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

/** All that is read of a group before a deployment. */
export interface GroupFacts {
  readonly groupState: GroupState;
  /** Of `deployment-config-name`; `undefined` when it is a predefined one, or the role may not look. */
  readonly configuration: Configuration | undefined;
  readonly brokenStop: BrokenStop | undefined;
  /** Which checks the role's permissions do not allow, in sentences. */
  readonly skippedChecks: readonly string[];
}

export interface ReadOptions {
  readonly deploymentConfigName: string | undefined;
  readonly ignoreApplicationStopFailures: boolean;
}

type Reading = Pick<ReadGroup, 'codedeploy' | 'signal'>;

/** Reads the group, and what else the inputs and the group make necessary. */
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
          consequence: 'deployment-config-name is not checked',
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

/** The compute platform of an application that nothing is deployed to. */
export async function readComputePlatform(
  { codedeploy, signal }: Reading,
  applicationName: string,
): Promise<{ computePlatform: string | undefined; skippedChecks: readonly string[] }> {
  const skippedChecks: string[] = [];
  const command = new GetApplicationCommand({ applicationName });
  const answer = await allowDenied(codedeploy.send(command, { abortSignal: signal }), {
    consequence: 'Whether the application exists and takes this revision is not checked before the upload',
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

/** BatchGetDeploymentTargets takes no more. */
const mostTargets = 25;

/**
 * The ApplicationStop script that failed in a deployment; `undefined` when something else failed. The same for a role that
 * may not look: this is not worth a notice.
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
