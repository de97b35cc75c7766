import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Context } from '../context.ts';
import type { Inputs } from '../inputs.ts';
import { type Revision, toRevisionLocation } from '../revision/location.ts';

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

/** Tells which run started a deployment; kept whole when the description is cut. */
export function runMarker({ runId, runAttempt }: Pick<Context, 'runId' | 'runAttempt'>): string {
  return runId ? `[run ${runId}/${runAttempt}]` : '';
}

/** The user's words, or `owner/repo@sha7`, and the run marker, in at most 256 characters. */
export function describe(
  words: string | undefined,
  { context, sha }: { context: Pick<Context, 'repository' | 'runId' | 'runAttempt'>; sha: string },
): string {
  const marker = runMarker(context);
  const text = words ?? `${context.repository}@${sha.slice(0, 7)}`;
  const room = longestDescription - (marker ? marker.length + 1 : 0);
  return [text.length > room ? `${cut(text, room - 1)}…` : text, marker]
    .filter((part) => part !== '')
    .join(' ');
}

/** The first characters of a text, never half of a surrogate pair. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
