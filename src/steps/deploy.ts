import { info, warning } from '@actions/core';
import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import { deadline, RetryAbortedError } from '../control/cancellation.ts';
import { ActionError, withReason } from '../control/errors.ts';
import type { Limits } from '../deployment/create.ts';
import type { Group, History } from '../deployment/group-state.ts';
import { deploymentRequest, describe, wordsFor } from '../deployment/request.ts';
import { createRunMarker } from '../deployment/run-marker.ts';
import { type Started, startDeployment } from '../deployment/start.ts';
import { UnreadableError } from '../deployment/wait.ts';
import { isCompleted } from '../model/deployment.ts';
import type { Conclusion } from '../model/outcome.ts';
import { formatRevision } from '../model/revision.ts';
import type { ResolvedRevision } from '../revision/resolved.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { limitsAfter } from './deadlines.ts';
import {
  endDeployment,
  endUnread,
  type Following,
  followDeployment,
  followRollback,
  type Seen,
} from './follow.ts';
import { logReadIssue } from './progress-log.ts';
import { type Intervention, interventionFor, settle } from './result.ts';
import { saveDecision, saveDeploymentId, saveIntent, saveReached } from './state.ts';

export interface Deploy {
  readonly inputs: Inputs;
  readonly group: Group;
  readonly context: Context;
  readonly aws: Aws;
  readonly resolved: ResolvedRevision;
  /** What was read of the group before. */
  readonly history: History;
  readonly cancel: AbortSignal;
  /** Kept up to date, so that a summary can be written wherever the step ends. */
  readonly seen: Seen;
}

/**
 * Starts the deployment, follows it as far as `wait-for` asks, and does what the user wants when the job is cancelled or
 * the time is up. A rollback is followed too.
 * @throws ActionError when the deployment did not succeed; UnfinishedError when the post step has to go on.
 */
export async function deploy(options: Deploy): Promise<Conclusion> {
  const { inputs, aws, cancel, seen } = options;
  const timeout = deadline(inputs.timeout);
  const interrupted = AbortSignal.any([cancel, timeout]);
  interrupted.addEventListener('abort', () => saveDecision(interventionFor(interrupted, inputs)));
  const limits = limitsAfter({ cancel, timeout }, inputs.timeout);

  const { deploymentId, autoRollback } = await start(options, interrupted, limits);
  seen.deploymentId = deploymentId;
  const following = { aws, deploymentId, seen, pollInterval: inputs.pollInterval };
  const isThere = await wait(inputs, { interrupted, end: limits.end, following });
  if (isThere && !(seen.snapshot && isCompleted(seen.snapshot.deployment))) saveReached();
  const intervention = isThere ? undefined : interventionFor(interrupted, inputs);
  if (intervention) await intervene(intervention, { ...following, signal: limits.end });
  const expectation = { group: autoRollback, policy: intervention?.policy };
  await followRollback(expectation, { ...following, signal: limits.rollback }).catch((error: unknown) => {
    throw intervention ? withReason(intervention.why, error) : error;
  });
  return settle({ seen, deploymentId, region: aws.region, waitFor: inputs.waitFor, intervention });
}

/** Tells whether the deployment is where `wait-for` wants it. One that can't be read can't be waited for: as a timeout. */
async function wait(
  { waitFor, onTimeout }: Inputs,
  {
    interrupted,
    end,
    following,
  }: { interrupted: AbortSignal; end: AbortSignal; following: Omit<Following, 'signal'> },
): Promise<boolean> {
  try {
    return await followDeployment(waitFor, { ...following, signal: interrupted });
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    if (waitFor !== 'none') {
      const policy = { policy: onTimeout, input: 'on-timeout' };
      return await endUnread(error, policy, { ...following, signal: end });
    }
    warning(`How the deployment stands cannot be shown: ${error.message}`, { title: 'CodeDeploy' });
    return true;
  }
}

/** @throws with why it was done, when it can't be. */
async function intervene({ why, policy }: Intervention, following: Following): Promise<void> {
  info(why);
  if (policy === 'leave') return;
  await endDeployment(policy, following).catch((error: unknown) => {
    throw withReason(why, error);
  });
}

/** CreateDeployment's input: what the user set, and a description that names the commit and the run. */
export function requestFor({
  inputs,
  context,
  resolved: { revision, commit },
  marker,
}: Pick<Deploy, 'inputs' | 'context' | 'resolved'> & { marker: string }): CreateDeploymentCommandInput {
  const words = wordsFor(inputs.description, { context, sha: commit?.sha });
  return deploymentRequest(inputs, { revision, description: describe(words, marker) });
}

async function start(
  { inputs, group, context, aws, resolved, history }: Deploy,
  signal: AbortSignal,
  limits: Limits,
): Promise<Started> {
  const { revision } = resolved;
  const marker = createRunMarker(context);
  const intent = {
    region: aws.region,
    group,
    revision: formatRevision(revision),
    marker,
    onCancel: inputs.onCancel,
  };
  try {
    const started = await startDeployment({
      aws,
      group,
      request: requestFor({ inputs, context, resolved, marker }),
      history,
      mark: { marker, revision },
      onSend: (autoRollback) => saveIntent({ ...intent, autoRollback, since: Date.now() }),
      policy: inputs.ifInProgress,
      allowOlder: inputs.allowOlder,
      pollInterval: inputs.pollInterval,
      signal,
      limits,
      log: info,
      onReadIssue: logReadIssue,
    });
    tellStart(started, { region: aws.region, group });
    return started;
  } catch (error) {
    if (!signal.aborted || error instanceof ActionError) throw error;
    const { why } = interventionFor(signal, inputs);
    const obstacle = error instanceof RetryAbortedError ? explain(error.cause, { region: aws.region }) : '';
    const text = `${why} No deployment was created. Nothing was deployed.`;
    throw new ActionError([text, obstacle].filter(Boolean).join(' '), { cause: error });
  }
}

function tellStart(
  { deploymentId, isFound }: Started,
  { region, group: { applicationName, deploymentGroupName } }: { region: string; group: Group },
): void {
  saveDeploymentId(deploymentId);
  const url = deploymentUrl(region, deploymentId);
  setOutputs({ 'deployment-id': deploymentId, ...(url && { 'deployment-url': url }) });
  info(
    `Deployment ${singleLine(deploymentId)} of ${applicationName} to ${deploymentGroupName} ${isFound ? 'found' : 'created'}`,
  );
  if (url) info(url);
}
