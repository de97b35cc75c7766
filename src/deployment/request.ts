import type { AutoRollbackEvent, CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Context } from '../actions/context.ts';
import type { FileExistsBehavior } from '../model/policies.ts';
import { type Revision, toRevisionLocation } from '../model/revision.ts';

/** CodeDeploy's limit, in characters. */
const longestDescription = 256;

/** The settings of a deployment that the user can choose. */
export interface DeploymentOptions {
  readonly applicationName: string;
  readonly deploymentGroupName: string | undefined;
  readonly deploymentConfigName: string | undefined;
  readonly fileExistsBehavior: FileExistsBehavior | undefined;
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
  /** Empty: rollback is disabled. */
  readonly autoRollback: readonly AutoRollbackEvent[] | undefined;
}

/**
 * The input of CreateDeployment, with only what the user set. Other platforms reject this platform's fields even when
 * they hold the default.
 */
export function deploymentRequest(
  options: DeploymentOptions,
  { revision, description }: { revision: Revision; description: string },
): CreateDeploymentCommandInput {
  const { autoRollback } = options;
  return {
    applicationName: options.applicationName,
    ...(options.deploymentGroupName && { deploymentGroupName: options.deploymentGroupName }),
    revision: toRevisionLocation(revision),
    ...(options.deploymentConfigName && { deploymentConfigName: options.deploymentConfigName }),
    description,
    ...(options.ignoreApplicationStopFailures && { ignoreApplicationStopFailures: true }),
    ...(options.updateOutdatedInstancesOnly && { updateOutdatedInstancesOnly: true }),
    ...(options.fileExistsBehavior && { fileExistsBehavior: options.fileExistsBehavior }),
    ...(autoRollback && {
      autoRollbackConfiguration:
        autoRollback.length > 0 ? { enabled: true, events: [...autoRollback] } : { enabled: false },
    }),
  };
}

/** The user's description, or else the commit's name. */
export function wordsFor(
  description: string | undefined,
  { context, sha = context.sha }: { context: Pick<Context, 'repository' | 'sha'>; sha?: string | undefined },
): string {
  return description ?? `${context.repository}@${sha.slice(0, 7)}`;
}

/** The description with a run marker, in at most 256 characters. Never cuts the marker. */
export function describe(words: string, marker: string): string {
  return `${shorten(words, longestDescription - marker.length - 1)} ${marker}`;
}

/** Cuts a description to at most 256 characters. */
export function shorten(words: string, room = longestDescription): string {
  return words.length > room ? `${cut(words, room - 1)}…` : words;
}

/** The first characters of a text, without half a surrogate pair at the end. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
