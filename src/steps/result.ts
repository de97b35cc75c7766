import { info, warning } from '@actions/core';
import { Interruption } from '../control/cancellation.ts';
import { ActionError, UnfinishedError } from '../control/errors.ts';
import type { Successor } from '../deployment/overlap.ts';
import { isCompleted, type Snapshot, withoutManualStop } from '../model/deployment.ts';
import type { Intervention } from '../model/intervention.ts';
import { type Outcome, toOutcome } from '../model/outcome.ts';
import type { InterruptionPolicy, WaitFor } from '../model/policies.ts';
import { failureMessage, partialSuccessMessage } from '../report/failure.ts';
import { formatDuration } from '../text/duration.ts';
import { annotationText } from '../text/escape.ts';
import { deploymentUrl } from '../text/links.ts';
import { type Ending, isOver } from './follow.ts';
import type { Observe } from './report-builder.ts';

/** Chooses the intervention that the inputs ask for after an interruption. */
export function interventionFor(
  interrupted: AbortSignal,
  inputs: {
    /** Milliseconds. */
    readonly timeout: number;
    readonly onCancel: InterruptionPolicy;
    readonly onTimeout: InterruptionPolicy;
  },
): Intervention {
  const { reason } = interrupted;
  if (!(reason instanceof Interruption)) throw reason;
  if (reason.reason === 'cancel') return { why: reason.message, policy: inputs.onCancel, input: 'on-cancel' };
  const why = `The deployment was not done within ${formatDuration(inputs.timeout)} (timeout).`;
  return { why, policy: inputs.onTimeout, input: 'on-timeout' };
}

export interface Result extends Ending {
  readonly deploymentId: string;
  readonly region: string;
  readonly waitFor: WaitFor;
  /** The deployment has reached what `wait-for` asks; it may still be running. */
  readonly isSatisfied: boolean;
  readonly intervention: Intervention | undefined;
  readonly observe: Observe;
  readonly successor?: Successor | undefined;
}

/**
 * Turns the deployment's result into the step's result.
 * @throws ActionError when the deployment did not succeed, UnfinishedError when it or its rollback is still running.
 */
export function finish(result: Result): Outcome {
  const { snapshot, rollback, isSatisfied, waitFor, deploymentId, region, intervention } = result;
  const outcome = toOutcome(snapshot, isSatisfied);
  result.observe({ outcome, intervention });
  if (snapshot && outcome === 'succeeded-with-failures')
    warning(annotationText(partialSuccessMessage(snapshot)), { title: 'CodeDeploy' });
  if (outcome === 'satisfied')
    info(`wait-for is ${waitFor}: the step is done, and the deployment continues.`);
  if (outcome === 'succeeded' || outcome === 'succeeded-with-failures' || outcome === 'satisfied')
    return outcome;
  const shown = intervention && snapshot ? withoutManualStop(snapshot) : snapshot;
  const text = [
    ...(intervention ? [interventionText(intervention, snapshot)] : []),
    shown
      ? failureMessage(shown, rollback, result.successor)
      : `The step could not read the status of deployment ${deploymentId}.`,
    ...(intervention?.policy === 'leave' ? [deploymentUrl(region, deploymentId) ?? ''] : []),
  ].join('\n');
  if (intervention?.policy === 'leave' || isOver(result)) throw new ActionError(text);
  throw new UnfinishedError(text);
}

function interventionText({ why, policy, input }: Intervention, snapshot: Snapshot | undefined): string {
  if (policy === 'leave') return `${why} The deployment continues (${input} is leave).`;
  if (!snapshot || !isCompleted(snapshot.deployment))
    return `${why} The deployment was asked to stop, but has not stopped yet.`;
  return snapshot.deployment.status === 'Stopped' ? `${why} The deployment was stopped.` : why;
}
