import { info, warning } from '@actions/core';
import type { Context } from './actions/context.ts';
import { createAws } from './aws/clients.ts';
import { ActionError, withReason } from './control/errors.ts';
import { findCreated } from './deployment/find-created.ts';
import { UnreadableError } from './deployment/wait.ts';
import type { Snapshot } from './model/deployment.ts';
import type { Intervention } from './model/intervention.ts';
import type { Outcome } from './model/outcome.ts';
import { parseRevision } from './model/revision.ts';
import { summaryOf } from './report/summary.ts';
import { removeParts } from './s3/upload.ts';
import { failureText } from './steps/failure-text.ts';
import {
  atOnce,
  type Ending,
  endDeployment,
  endUnread,
  type Following,
  followDeployment,
  followRollback,
  isEnded,
} from './steps/follow.ts';
import { logEnd, logReadIssue } from './steps/progress-log.ts';
import { createReportBuilder } from './steps/report-builder.ts';
import { finish } from './steps/result.ts';
import { type OpenParts, readParts, readState, type State } from './steps/state.ts';
import { writeSummary } from './steps/write-summary.ts';
import { singleLine } from './text/escape.ts';

/** After a cancellation, the server gives the job five minutes, then kills the runner (actions/runner). */
const timeForAll = 4 * 60_000;
const timeForParts = 30_000;
const pollInterval = 2_000;

const endedEarly = 'The step ended before its deployment did.';

/**
 * Cleans up after a killed main step: removes the parts of its upload, finds its deployment and ends it as `on-cancel`
 * says. Prints nothing when there is nothing to do.
 * @throws ActionError when the deployment did not succeed, or could not be ended.
 */
export async function post(context: Context): Promise<void> {
  const parts = readParts();
  if (parts) await cleanUp(parts, context);
  const state = readState();
  if (state) await resume(state, context);
}

/** Warns about parts that it cannot remove. */
async function cleanUp(parts: OpenParts, context: Context): Promise<void> {
  const { s3 } = await createAws(parts.region, context);
  const signal = AbortSignal.timeout(timeForParts);
  if (await removeParts(s3, parts, { signal, warn: warning }))
    info(`Removed the parts of an unfinished upload from s3://${parts.bucket}/${singleLine(parts.key)}.`);
}

async function resume(state: State, context: Context): Promise<void> {
  const { region, group } = state.intent;
  const revision = parseRevision(state.intent.revision);
  const { observe, report } = createReportBuilder({
    region,
    serverUrl: context.serverUrl,
    ...group,
    ...(revision && revision.type !== 'Deployment' && { revision }),
  });
  const signal = AbortSignal.timeout(timeForAll);
  try {
    const aws = await createAws(region, context);
    const deploymentId = state.deploymentId ?? (await find(state, { codedeploy: aws.codedeploy, signal }));
    if (deploymentId === undefined) {
      info('The step ended before it created a deployment. Nothing was deployed.');
      return;
    }
    observe({ deploymentId });
    info(`The step ended before deployment ${singleLine(deploymentId)} did. Taking over.`);
    const following = { aws, deploymentId, observe, pollInterval, signal };
    observe({ outcome: state.isSatisfied ? await show(following) : await end(state, following) });
  } catch (error) {
    observe({ failure: failureText(error, region) });
  }
  await writeSummary(summaryOf(report()));
  const { failure } = report();
  if (failure !== undefined) throw new ActionError(failure);
}

async function find(
  { intent: { group, marker, revision, since } }: State,
  options: Pick<Parameters<typeof findCreated>[0], 'codedeploy' | 'signal'>,
): Promise<string | undefined> {
  const location = parseRevision(revision);
  if (!location || location.type === 'Deployment') return undefined;
  const created = await findCreated({
    ...options,
    group,
    identity: { marker, revision: location },
    since: new Date(since),
    retryFor: Number.POSITIVE_INFINITY,
    onReadIssue: logReadIssue,
  });
  return created?.id;
}

/** Shows the status of a deployment that the step should leave running. */
async function show(following: Following): Promise<Outcome> {
  const { snapshot } = await followDeployment(atOnce, following);
  logEnd(snapshot);
  if (isEnded(snapshot)) return finishWith({ snapshot, rollback: undefined }, following);
  info('The deployment has reached what wait-for asks, and continues.');
  return 'satisfied';
}

/** Ends a deployment that is still running: as the main step had decided, or else as `on-cancel` says. */
async function end({ intent, decision }: State, following: Following): Promise<Outcome> {
  const { policy, input } = decision ?? { policy: intent.onCancel, input: 'on-cancel' };
  const { snapshot } = await followDeployment(atOnce, following).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    return endUnread(error, { policy, input }, following);
  });
  const hadEnded = isEnded(snapshot);
  const last = hadEnded || policy === 'leave' ? snapshot : await stop(policy, following, snapshot);
  // The main step may have stopped a deployment that has already ended.
  const hasIntervened = !hadEnded || (decision !== undefined && policy !== 'leave');
  const intervention = hasIntervened ? { why: endedEarly, policy, input } : undefined;
  const expectation = { group: intent.autoRollback, policy: intervention?.policy };
  const ending = await followRollback(last, expectation, following).catch((error: unknown) => {
    throw intervention ? withReason(intervention.why, error) : error;
  });
  return finishWith(ending, following, intervention);
}

async function stop(
  ...[policy, following, shown]: Parameters<typeof endDeployment>
): Promise<Snapshot | undefined> {
  return await endDeployment(policy, following, shown).catch((error: unknown) => {
    throw withReason(endedEarly, error);
  });
}

function finishWith(
  ending: Ending,
  { aws, deploymentId, observe }: Following,
  intervention?: Intervention,
): Outcome {
  const { region } = aws;
  return finish({
    ...ending,
    deploymentId,
    region,
    waitFor: 'completion',
    isSatisfied: false,
    intervention,
    observe,
  });
}
