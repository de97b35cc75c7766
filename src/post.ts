import { info, warning } from '@actions/core';
import type { Context } from './actions/context.ts';
import { createAws } from './aws/clients.ts';
import { ActionError, withReason } from './control/errors.ts';
import { findOwn } from './deployment/find-created.ts';
import { UnreadableError } from './deployment/wait.ts';
import { isCompleted } from './model/deployment.ts';
import type { Conclusion } from './model/outcome.ts';
import { parseRevision } from './model/revision.ts';
import { removeParts } from './s3/upload.ts';
import { failureText } from './steps/failure-text.ts';
import {
  endDeployment,
  endUnread,
  type Following,
  followDeployment,
  followRollback,
} from './steps/follow.ts';
import { logReadIssue } from './steps/progress-log.ts';
import { type Intervention, settle } from './steps/result.ts';
import { type OpenParts, readParts, readState, type State } from './steps/state.ts';
import { type Draft, writeSummary } from './steps/write-summary.ts';
import { singleLine } from './text/escape.ts';

/** After a cancel the server gives a job five minutes in all; then the runner is killed (actions/runner). */
const timeForAll = 4 * 60_000;
const timeForParts = 30_000;
const pollInterval = 2_000;

const endedEarly = 'The step ended before its deployment did.';

/**
 * Takes up what a main step left behind that was killed: the parts of its upload are removed; its deployment is found and
 * ended as `on-cancel` says. Silent when there is nothing to do.
 * @throws ActionError when the deployment did not succeed, or could not be ended.
 */
export async function post(context: Context): Promise<void> {
  const parts = readParts();
  if (parts) await tidyUp(parts, context);
  const state = readState();
  if (state) await endLeft(state, context);
}

/** What can't be removed is a warning. */
async function tidyUp(parts: OpenParts, context: Context): Promise<void> {
  const { s3 } = await createAws(parts.region, context);
  const signal = AbortSignal.timeout(timeForParts);
  if (await removeParts(s3, parts, { signal, warn: warning }))
    info(
      `The parts of an unfinished upload were removed from s3://${parts.bucket}/${singleLine(parts.key)}.`,
    );
}

async function endLeft(state: State, context: Context): Promise<void> {
  const { region, group } = state.intent;
  const revision = parseRevision(state.intent.revision);
  const report: Draft = { region, serverUrl: context.serverUrl, ...group };
  if (revision && revision.type !== 'Deployment') report.revision = revision;
  const signal = AbortSignal.timeout(timeForAll);
  try {
    const aws = await createAws(region, context);
    const deploymentId = state.deploymentId ?? (await find(state, { codedeploy: aws.codedeploy, signal }));
    if (deploymentId === undefined) {
      info('The step ended before it had created a deployment. Nothing was deployed.');
      return;
    }
    report.deploymentId = deploymentId;
    info(`The step ended before deployment ${singleLine(deploymentId)} did. Taking it up.`);
    const following = { aws, deploymentId, seen: report, pollInterval, signal };
    report.conclusion = state.isReached ? await tellReached(following) : await takeUp(state, following);
  } catch (error) {
    report.failure = failureText(error, region);
  }
  await writeSummary({ ...report, now: new Date() });
  if (report.failure !== undefined) throw new ActionError(report.failure);
}

async function find(
  { intent: { group, marker, revision, since } }: State,
  options: Pick<Parameters<typeof findOwn>[0], 'codedeploy' | 'signal'>,
): Promise<string | undefined> {
  const location = parseRevision(revision);
  if (!location || location.type === 'Deployment') return undefined;
  const own = await findOwn({
    ...options,
    group,
    mark: { marker, revision: location },
    since: new Date(since),
    limit: Number.POSITIVE_INFINITY,
    onReadIssue: logReadIssue,
  });
  return own?.id;
}

/** A deployment that the step was to leave to itself: how it stands is told, and that is all. */
async function tellReached(following: Following): Promise<Conclusion> {
  const { seen } = following;
  await followDeployment('none', following);
  if (seen.snapshot && isCompleted(seen.snapshot.deployment)) return settleEnd(following);
  info('The deployment is where wait-for wants it, and goes on.');
  return 'reached';
}

/** Ends a deployment that has not ended already: as the step had begun to, or as for a job that is cancelled. */
async function takeUp({ intent, decision }: State, following: Following): Promise<Conclusion> {
  const { seen } = following;
  const { policy, input } = decision ?? { policy: intent.onCancel, input: 'on-cancel' };
  await followDeployment('none', following).catch((error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    return endUnread(error, { policy, input }, following);
  });
  const isCompletedAlready = seen.snapshot !== undefined && isCompleted(seen.snapshot.deployment);
  if (!isCompletedAlready && policy !== 'leave') {
    await endDeployment(policy, following).catch((error: unknown) => {
      throw withReason(endedEarly, error);
    });
  }
  // What has ended may have been stopped by the step itself.
  const isNobodysDoing = isCompletedAlready && (decision === undefined || policy === 'leave');
  const intervention = isNobodysDoing ? undefined : { why: endedEarly, policy, input };
  const expectation = { group: intent.autoRollback, policy: intervention?.policy };
  await followRollback(expectation, following).catch((error: unknown) => {
    throw intervention ? withReason(intervention.why, error) : error;
  });
  return settleEnd(following, intervention);
}

function settleEnd({ aws, deploymentId, seen }: Following, intervention?: Intervention): Conclusion {
  return settle({ seen, deploymentId, region: aws.region, waitFor: 'completion', intervention });
}
