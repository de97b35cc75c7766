import { getState, saveState } from '@actions/core';
import { writeToRunner } from '../actions/environment-files.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import type { Group } from '../model/deployment-group.ts';
import type { Intervention } from '../model/intervention.ts';
import type { InterruptionPolicy } from '../model/policies.ts';
import type { PartsUpload } from '../s3/upload.ts';
import { singleLine } from '../text/escape.ts';

/** The deployment that the step is about to create, with all that the post step needs to find it and end it. */
export interface Intent {
  readonly region: string;
  readonly group: Group;
  /** URI of the revision. */
  readonly revision: string;
  /** The run marker in the deployment's description. */
  readonly marker: string;
  /** The events for which the group rolls back; `undefined` when not known. */
  readonly autoRollback?: readonly string[] | undefined;
  readonly onCancel: InterruptionPolicy;
  /** When the step started to create it, in milliseconds since 1970. */
  readonly since: number;
}

/** The policy that applies, and the input that set it. */
export type Decision = Pick<Intervention, 'policy' | 'input'>;

/** What the main step saved for its post step. */
export interface State {
  readonly intent: Intent;
  readonly deploymentId: string | undefined;
  /** What the step had decided to do with the deployment, if anything. */
  readonly decision: Decision | undefined;
  /** The deployment had reached what `wait-for` asks, so the post step leaves it running. */
  readonly isSatisfied: boolean;
}

/** Saved first: a process that starts with this state is the post step. */
export function saveBegun(): void {
  writeToRunner('that the step has started', () => saveState('begun', 'true'));
}

/**
 * Saved before the step sends CreateDeployment, so that the post step always knows what to look for. The runner keeps
 * what was written even when the process is killed.
 * @throws ActionError when the file cannot be written.
 */
export function saveIntent(intent: Intent): void {
  try {
    saveState('intent', JSON.stringify(intent));
  } catch (error) {
    throw new ActionError(
      `The step could not save its state (${singleLine(messageOf(error))}). Without it, the post step cannot find the deployment when the job is killed, so no deployment was created. Check the runner's disk.`,
    );
  }
}

/** Saved as soon as the id is known. */
export function saveDeploymentId(deploymentId: string): void {
  writeToRunner('the id of the deployment, for the post step', () =>
    saveState('deployment-id', deploymentId),
  );
}

/** Saved when the step is interrupted, so that its post step applies the same policy. */
export function saveDecision({ policy, input }: Decision): void {
  const text = JSON.stringify({ policy, input });
  writeToRunner('what to do with the deployment, for the post step', () => saveState('decision', text));
}

/** Saved when the deployment has reached what `wait-for` asks and is still running. */
export function saveSatisfied(): void {
  writeToRunner('that the deployment continues on its own', () => saveState('satisfied', 'true'));
}

/** Saved at the end of a step that leaves nothing for its post step to do. */
export function saveFinished(): void {
  writeToRunner('that nothing is left to do', () => saveState('concluded', 'true'));
}

/** Whether a main step has run before this process. */
export function isAfterMain(): boolean {
  return getState('begun') !== '';
}

/** A multipart upload that the step started. */
export interface OpenParts extends PartsUpload {
  readonly region: string;
}

/** Saves a multipart upload when it starts, and `undefined` when none of its parts are left. */
export function saveParts(upload: OpenParts | undefined): void {
  const text = upload ? JSON.stringify(upload) : '';
  writeToRunner('which upload is unfinished, for the post step', () => saveState('parts', text));
}

/** The upload whose parts the main step left in the bucket. */
export function readParts(): OpenParts | undefined {
  const parts = getState('parts');
  return parts === '' ? undefined : (JSON.parse(parts) as OpenParts);
}

/** What the main step left to do; `undefined` when nothing. */
export function readState(): State | undefined {
  const intent = getState('intent');
  if (intent === '' || getState('concluded') !== '') return undefined;
  const decision = getState('decision');
  return {
    intent: JSON.parse(intent) as Intent,
    deploymentId: getState('deployment-id') || undefined,
    decision: decision === '' ? undefined : (JSON.parse(decision) as Decision),
    isSatisfied: getState('satisfied') !== '',
  };
}
