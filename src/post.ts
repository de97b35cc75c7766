import { info } from '@actions/core';
import { createAws } from './aws.ts';
import type { Context } from './context.ts';
import { conclude } from './deployment/conclusion.ts';
import { findOwn } from './deployment/own.ts';
import { isCompleted } from './deployment/snapshot.ts';
import {
  endDeployment,
  type Following,
  followDeployment,
  followRollback,
  isOver,
  type Seen,
} from './ending.ts';
import { ActionError } from './errors.ts';
import { failureText } from './failure-text.ts';
import { rollbackEvents } from './input-values.ts';
import type { InterruptionPolicy } from './inputs.ts';
import { logTrouble } from './live-log.ts';
import { singleLine } from './report/escape.ts';
import { failureMessage } from './report/failure.ts';
import { parseRevision } from './revision/location.ts';
import { readState, type State } from './state.ts';
import { type Draft, writeSummary } from './summary.ts';

/** After a cancel the server gives a job five minutes in all; then the runner is killed (actions/runner). */
const timeForAll = 4 * 60_000;
const pollInterval = 2_000;

/**
 * Takes up what a main step left behind that was killed: its deployment is found and ended as `on-cancel` says. Silent
 * when there is nothing to do.
 * @throws ActionError when the deployment did not succeed, or could not be ended.
 */
export async function post(context: Context): Promise<void> {
  const state = readState();
  if (!state) return;
  const { region, group, onCancel } = state.intent;
  const revision = parseRevision(state.intent.revision);
  const report: Draft = { region, serverUrl: context.serverUrl, ...group };
  if (revision && revision.type !== 'Deployment') report.revision = revision;
  const signal = AbortSignal.timeout(timeForAll);
  try {
    const aws = await createAws(region, context);
    const deploymentId = state.deploymentId ?? (await find(state, { codedeploy: aws.codedeploy, signal }));
    if (deploymentId === undefined) {
      info('The step was ended before it had created a deployment. Nothing was deployed.');
      return;
    }
    info(`The step was ended before deployment ${singleLine(deploymentId)} was.`);
    await takeUp(onCancel, { aws, deploymentId, seen: report, pollInterval, signal });
    report.conclusion = report.snapshot && conclude('completion', report.snapshot);
    report.failure = failureIn(report, onCancel);
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
    onTrouble: logTrouble,
  });
  return own?.id;
}

async function takeUp(policy: InterruptionPolicy, following: Following): Promise<void> {
  const { seen } = following;
  await followDeployment('none', following);
  if (policy === 'leave') return;
  if (!seen.snapshot || !isCompleted(seen.snapshot.deployment)) await endDeployment(policy, following);
  await followRollback({ group: rollbackEvents, policy: undefined }, following);
}

function failureIn(seen: Seen, policy: InterruptionPolicy): string | undefined {
  const { snapshot, rollback } = seen;
  if (!snapshot) return 'The step was ended, and nothing is known of its deployment.';
  if (snapshot.deployment.status === 'Succeeded') return undefined;
  const why = 'The step was ended before its deployment was.';
  if (policy === 'leave' && !isCompleted(snapshot.deployment)) {
    return `${why} The deployment goes on (on-cancel is leave).\n${failureMessage(snapshot, rollback)}`;
  }
  const rest = isOver(seen) ? '' : ' It was told to stop, and has not yet.';
  return `${why}${rest}\n${failureMessage(snapshot, rollback)}`;
}
