import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { type Revision, toRevisionLocation } from '../model/revision.ts';

/** CodeDeploy's own limit, in characters. */
const longestDescription = 256;

type Wishes = Pick<
  Inputs,
  | 'applicationName'
  | 'deploymentGroupName'
  | 'deploymentConfigName'
  | 'fileExistsBehavior'
  | 'ignoreApplicationStopFailures'
  | 'updateOutdatedInstancesOnly'
  | 'autoRollback'
>;

/**
 * CreateDeployment's input: only what the user set. Other platforms refuse fields of this one even when they hold the
 * default.
 */
export function deploymentRequest(
  inputs: Wishes,
  { revision, description }: { revision: Revision; description: string },
): CreateDeploymentCommandInput {
  const { autoRollback } = inputs;
  return {
    applicationName: inputs.applicationName,
    ...(inputs.deploymentGroupName && { deploymentGroupName: inputs.deploymentGroupName }),
    revision: toRevisionLocation(revision),
    ...(inputs.deploymentConfigName && { deploymentConfigName: inputs.deploymentConfigName }),
    description,
    ...(inputs.ignoreApplicationStopFailures && { ignoreApplicationStopFailures: true }),
    ...(inputs.updateOutdatedInstancesOnly && { updateOutdatedInstancesOnly: true }),
    ...(inputs.fileExistsBehavior && { fileExistsBehavior: inputs.fileExistsBehavior }),
    ...(autoRollback && {
      autoRollbackConfiguration:
        autoRollback.length > 0 ? { enabled: true, events: [...autoRollback] } : { enabled: false },
    }),
  };
}

/** The user's own words about a revision, or the commit's name. */
export function wordsFor(
  description: string | undefined,
  { context, sha = context.sha }: { context: Pick<Context, 'repository' | 'sha'>; sha?: string | undefined },
): string {
  return description ?? `${context.repository}@${sha.slice(0, 7)}`;
}

/** Words and a run marker in at most 256 characters; the marker is kept whole. */
export function describe(words: string, marker: string): string {
  return `${shorten(words, longestDescription - marker.length - 1)} ${marker}`;
}

/** Words in at most 256 characters. */
export function shorten(words: string, room = longestDescription): string {
  return words.length > room ? `${cut(words, room - 1)}…` : words;
}

/** The first characters of a text, never half of a surrogate pair. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
