import { info, group as inGroup, warning } from '@actions/core';
import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import { setOutputs } from '../actions/outputs.ts';
import type { Aws } from '../aws/clients.ts';
import { explain } from '../aws/explain.ts';
import { deadline, RetryAbortedError } from '../control/cancellation.ts';
import { ActionError, withReason } from '../control/errors.ts';
import type { GroupState } from '../deployment/group-state.ts';
import type { Overlap, Successor } from '../deployment/overlap.ts';
import { createRunMarker, runOf } from '../deployment/run-marker.ts';
import { type Started, startDeployment } from '../deployment/start.ts';
import { findSuccessor } from '../deployment/successor.ts';
import { UnreadableError } from '../deployment/wait.ts';
import type { Snapshot } from '../model/deployment.ts';
import type { Group } from '../model/deployment-group.ts';
import type { Intervention } from '../model/intervention.ts';
import type { Outcome } from '../model/outcome.ts';
import { formatRevision } from '../model/revision.ts';
import type { Platform } from '../platform/platform.ts';
import type { PublishedRevision } from '../revision/inspection.ts';
import { singleLine } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { type Deadlines, deadlinesAfter } from './deadlines.ts';
import {
  type Ending,
  endDeployment,
  endUnread,
  type Followed,
  type Following,
  followDeployment,
  followRollback,
  isEnded,
} from './follow.ts';
import { logReadIssue } from './progress-log.ts';
import type { Observe } from './report-builder.ts';
import { deploymentRequestFor } from './requests.ts';
import { finish, interventionFor } from './result.ts';
import { saveDecision, saveDeploymentId, saveIntent, saveSatisfied } from './state.ts';

export interface Deploy {
  readonly inputs: Inputs;
  readonly group: Group;
  readonly platform: Platform;
  readonly context: Context;
  readonly aws: Aws;
  readonly revision: PublishedRevision;
  /** What the preflight read about the group. */
  readonly groupState: GroupState;
  readonly cancel: AbortSignal;
  readonly observe: Observe;
}

/**
 * Starts the deployment, follows it as far as `wait-for` asks, and applies `on-cancel` or `on-timeout` when the job is
 * cancelled or the time is up. Follows a rollback too.
 * @throws ActionError when the deployment did not succeed; UnfinishedError when the post step has to continue.
 */
export async function deploy(options: Deploy): Promise<Outcome> {
  const { inputs, platform, aws, cancel, observe } = options;
  const policies = policiesFor(inputs, platform);
  const timeout = deadline(inputs.timeout);
  const interrupted = AbortSignal.any([cancel, timeout]);
  interrupted.addEventListener('abort', () => saveDecision(interventionFor(interrupted, policies)));
  const deadlines = deadlinesAfter({ cancel, timeout }, inputs.timeout);

  const { deploymentId, autoRollback, before } = await start(options, { interrupted, deadlines });
  observe({ deploymentId, before });
  const { pollInterval, waitFor } = inputs;
  const following = { aws, deploymentId, pollInterval, observe };
  const { snapshot, isSatisfied, intervention } = await inGroup('Deploy', async () => {
    const followed = await follow(options, { ...following, interrupted, end: deadlines.end });
    const isSatisfied =
      followed.isDone || hasDoneItsWork(followed.snapshot, { platform, interrupted, policies });
    if (isSatisfied && !isEnded(followed.snapshot)) saveSatisfied();
    const intervention = isSatisfied ? undefined : interventionFor(interrupted, policies);
    const snapshot = intervention
      ? await intervene(intervention, { ...following, signal: deadlines.end }, followed.snapshot)
      : followed.snapshot;
    return { snapshot, isSatisfied, intervention };
  });
  const expectation = { group: autoRollback, policy: intervention?.policy };
  const ending = await followRollback(snapshot, expectation, {
    ...following,
    signal: deadlines.rollback,
  }).catch((error: unknown) => {
    throw intervention ? withReason(intervention.why, error) : error;
  });
  const successor = intervention ? undefined : await successorOf(ending, options);
  observe({ successor });
  const { region } = aws;
  return finish({ ...ending, successor, deploymentId, region, waitFor, isSatisfied, intervention, observe });
}

/** The run that has most likely stopped the deployment, when this job did not. */
async function successorOf(
  { snapshot }: Ending,
  { aws, group, context, cancel: signal }: Deploy,
): Promise<Successor | undefined> {
  if (snapshot?.deployment.status !== 'Stopped' || snapshot.deployment.error?.code !== 'MANUAL_STOP')
    return undefined;
  return await findSuccessor(snapshot.deployment, {
    aws,
    group,
    run: runOf(createRunMarker(context)),
    signal,
  });
}

type Policies = Parameters<typeof interventionFor>[1];

function policiesFor({ timeout, onCancel, onTimeout }: Inputs, { interruptionPolicy }: Platform): Policies {
  return { timeout, onCancel: onCancel ?? interruptionPolicy, onTimeout: onTimeout ?? interruptionPolicy };
}

/** All that is left is the end of what ran before. A stop would only bring that back, so the deployment is left alone. */
function hasDoneItsWork(
  snapshot: Snapshot | undefined,
  {
    platform,
    interrupted,
    policies,
  }: Pick<Deploy, 'platform'> & { interrupted: AbortSignal; policies: Policies },
): boolean {
  if (!snapshot || !platform.isDone(snapshot)) return false;
  const { why } = interventionFor(interrupted, policies);
  warning(`${why} All traffic has moved already, so the deployment is not stopped: it ends by itself.`, {
    title: 'CodeDeploy',
  });
  return true;
}

/** The step cannot wait for a deployment that the role may not read, so it applies `on-timeout`. */
async function follow(
  { inputs, platform }: Deploy,
  {
    interrupted,
    end,
    ...following
  }: Omit<Following, 'signal'> & { interrupted: AbortSignal; end: AbortSignal },
): Promise<Followed> {
  const { waitFor } = inputs;
  try {
    return await followDeployment((snapshot) => platform.isWaitSatisfied(waitFor, snapshot), {
      ...following,
      signal: interrupted,
    });
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    if (waitFor !== 'none') {
      const policy = { policy: policiesFor(inputs, platform).onTimeout, input: 'on-timeout' };
      return await endUnread(error, policy, { ...following, signal: end });
    }
    warning(`The step cannot show the status of the deployment: ${error.message}`, { title: 'CodeDeploy' });
    return { snapshot: undefined, isDone: true };
  }
}

/**
 * Ends a deployment that the step no longer waits for, unless the policy is `leave`.
 * @throws with the reason for ending it, when that fails.
 */
async function intervene(
  { why, policy }: Intervention,
  following: Following,
  shown: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  info(why);
  if (policy === 'leave') return shown;
  return await endDeployment(policy, following, shown).catch((error: unknown) => {
    throw withReason(why, error);
  });
}

async function start(
  { inputs, group, platform, context, aws, revision, groupState, observe }: Deploy,
  { interrupted: signal, deadlines }: { interrupted: AbortSignal; deadlines: Deadlines },
): Promise<Started> {
  const marker = createRunMarker(context);
  const intent = {
    region: aws.region,
    group,
    revision: formatRevision(revision.revision),
    marker,
    onCancel: policiesFor(inputs, platform).onCancel,
  };
  const overlaps: Overlap[] = [];
  try {
    const started = await startDeployment({
      aws,
      group,
      request: deploymentRequestFor({ inputs, context, revision, marker }),
      groupState,
      onOverlap: (overlap) => {
        overlaps.push(overlap);
        observe({ overlaps: [...overlaps] });
      },
      identity: { marker, revision: revision.revision },
      onSend: (autoRollback) => saveIntent({ ...intent, autoRollback, since: Date.now() }),
      policy: inputs.ifInProgress,
      allowOlder: inputs.allowOlder,
      pollInterval: inputs.pollInterval,
      signal,
      deadlines,
      log: info,
      onReadIssue: logReadIssue,
    });
    logStart(started, { region: aws.region, group });
    return started;
  } catch (error) {
    if (!signal.aborted || error instanceof ActionError) throw error;
    const { why } = interventionFor(signal, policiesFor(inputs, platform));
    const obstacle = error instanceof RetryAbortedError ? explain(error.cause, { region: aws.region }) : '';
    const text = `${why} No deployment was created. Nothing was deployed.`;
    throw new ActionError([text, obstacle].filter(Boolean).join(' '), { cause: error });
  }
}

function logStart(
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
