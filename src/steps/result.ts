import { info, warning } from '@actions/core';
import type { Inputs, InterruptionPolicy } from '../actions/inputs.ts';
import { Interruption } from '../control/cancellation.ts';
import { ActionError, UnfinishedError } from '../control/errors.ts';
import { isCompleted, type Snapshot, withoutManualStop } from '../model/deployment.ts';
import type { WaitFor } from '../model/outcome.ts';
import { type Conclusion, conclude } from '../model/outcome.ts';
import { failureMessage, partialSuccessMessage } from '../report/failure.ts';
import { formatDuration } from '../text/duration.ts';
import { annotationText } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { isOver, type Seen } from './follow.ts';

/** Why the step did not wait any longer, and what it did about the deployment. */
export interface Intervention {
  /** A sentence. */
  readonly why: string;
  readonly policy: InterruptionPolicy;
  /** The input that asked for it. */
  readonly input: 'on-cancel' | 'on-timeout';
}

/** What the inputs say about an interruption. */
export function interventionFor(
  interrupted: AbortSignal,
  { timeout, onCancel, onTimeout }: Pick<Inputs, 'timeout' | 'onCancel' | 'onTimeout'>,
): Intervention {
  const { reason } = interrupted;
  if (!(reason instanceof Interruption)) throw reason;
  if (reason.reason === 'cancel') return { why: reason.message, policy: onCancel, input: 'on-cancel' };
  const why = `The deployment was not done within ${formatDuration(timeout)} (timeout).`;
  return { why, policy: onTimeout, input: 'on-timeout' };
}

export interface End {
  readonly seen: Seen;
  readonly deploymentId: string;
  readonly region: string;
  readonly waitFor: WaitFor;
  readonly intervention: Intervention | undefined;
}

/**
 * The step's result from the deployment's.
 * @throws ActionError when the deployment did not succeed, UnfinishedError when it or its rollback is still under way.
 */
export function settle({ seen, deploymentId, region, waitFor, intervention }: End): Conclusion {
  const { snapshot, rollback } = seen;
  const isLetGo = waitFor === 'none' && !intervention;
  const unseen = isLetGo ? 'reached' : 'interrupted';
  const conclusion = snapshot ? conclude(waitFor, snapshot) : unseen;
  if (snapshot && conclusion === 'succeeded-with-failures')
    warning(annotationText(partialSuccessMessage(snapshot)), { title: 'CodeDeploy' });
  if (conclusion === 'reached') info(`wait-for is ${waitFor}: the step is done, the deployment goes on.`);
  if (conclusion === 'succeeded' || conclusion === 'succeeded-with-failures' || conclusion === 'reached') {
    return conclusion;
  }
  const shown = intervention && snapshot ? withoutManualStop(snapshot) : snapshot;
  const text = [
    ...(intervention ? [interventionText(intervention, snapshot)] : []),
    shown ? failureMessage(shown, rollback) : `Nothing is known of deployment ${deploymentId}.`,
    ...(intervention?.policy === 'leave' ? [deploymentUrl(region, deploymentId) ?? ''] : []),
  ].join('\n');
  if (intervention?.policy === 'leave' || isOver(seen)) throw new ActionError(text);
  throw new UnfinishedError(text);
}

function interventionText({ why, policy, input }: Intervention, snapshot: Snapshot | undefined): string {
  if (policy === 'leave') return `${why} The deployment goes on (${input} is leave).`;
  if (!snapshot || !isCompleted(snapshot.deployment))
    return `${why} The deployment was told to stop, and has not yet.`;
  return snapshot.deployment.status === 'Stopped' ? `${why} The deployment was stopped.` : why;
}
