import { getState, saveState } from '@actions/core';
import { writeToRunner } from '../actions/environment-files.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import type { Group } from '../model/deployment-group.ts';
import type { InterruptionPolicy } from '../model/policies.ts';
import type { PartsUpload } from '../s3/upload.ts';
import { singleLine } from '../text/escape.ts';

/** What the step was about to create: enough to find it, and to do with it what the user wants. */
export interface Intent {
  readonly region: string;
  readonly group: Group;
  /** URI of the revision. */
  readonly revision: string;
  /** The run marker in the deployment's description. */
  readonly marker: string;
  /** Events that roll back by the group's settings, as far as they are known. */
  readonly autoRollback?: readonly string[] | undefined;
  readonly onCancel: InterruptionPolicy;
  /** When the step began to create it, in milliseconds since 1970. */
  readonly since: number;
}

/** Why the step did not wait any longer, and what it did about the deployment. */
export interface Intervention {
  /** A sentence. */
  readonly why: string;
  readonly policy: InterruptionPolicy;
  /** The input that asked for it. */
  readonly input: 'on-cancel' | 'on-timeout';
}

/** Which policy is due, by which input. */
export type Decision = Pick<Intervention, 'policy' | 'input'>;

/** What a main step left behind for its post step. */
export interface State {
  readonly intent: Intent;
  readonly deploymentId: string | undefined;
  /** What the step had begun to do about the deployment, if anything. */
  readonly decision: Decision | undefined;
  /** The deployment was where `wait-for` wants it: it is left to itself. */
  readonly isSatisfied: boolean;
}

/** Saved first of all: whatever is started with the state of this step is its post step. */
export function saveBegun(): void {
  writeToRunner('that the step has begun', () => saveState('begun', 'true'));
}

/**
 * Saved before CreateDeployment is sent: whatever happens to the step after that, its post step knows what to look for.
 * The runner keeps what was written even when the process is killed.
 * @throws ActionError when it can't be saved.
 */
export function saveIntent(intent: Intent): void {
  try {
    saveState('intent', JSON.stringify(intent));
  } catch (error) {
    throw new ActionError(
      `The state of the step could not be saved (${singleLine(messageOf(error))}), by which its post step finds the deployment when the job is killed. No deployment was created. Look at the disk of the runner.`,
    );
  }
}

/** Saved the moment the id is known. */
export function saveDeploymentId(deploymentId: string): void {
  writeToRunner('the id of the deployment, for the post step', () =>
    saveState('deployment-id', deploymentId),
  );
}

/** Saved when the step is interrupted: its post step goes on with what was decided, not with something else. */
export function saveDecision({ policy, input }: Decision): void {
  const text = JSON.stringify({ policy, input });
  writeToRunner('what is to become of the deployment, for the post step', () => saveState('decision', text));
}

/** Saved when the deployment is where `wait-for` wants it, and goes on. */
export function saveSatisfied(): void {
  writeToRunner('that the deployment is left to itself', () => saveState('satisfied', 'true'));
}

/** Saved at the end of a step that has left nothing to do. */
export function saveFinished(): void {
  writeToRunner('that the step has left nothing to do', () => saveState('concluded', 'true'));
}

/** The state of a main step is there. */
export function isAfterMain(): boolean {
  return getState('begun') !== '';
}

/** An upload in parts that the step has begun. */
export interface OpenParts extends PartsUpload {
  readonly region: string;
}

/** Saves an upload in parts when it begins, and `undefined` when none of its parts is left. */
export function saveParts(upload: OpenParts | undefined): void {
  const text = upload ? JSON.stringify(upload) : '';
  writeToRunner('the upload that is under way, for the post step', () => saveState('parts', text));
}

/** The upload whose parts main has left in the bucket. */
export function readParts(): OpenParts | undefined {
  const parts = getState('parts');
  return parts === '' ? undefined : (JSON.parse(parts) as OpenParts);
}

/** What main left undone; `undefined` when that is nothing. */
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
