import { setOutput } from '@actions/core';
import { writeToRunner } from './environment-files.ts';

export const outputNames = [
  'deployment-id',
  'deployment-url',
  'status',
  'revision',
  's3-bucket',
  's3-key',
  's3-version-id',
  's3-etag',
  'bundle-sha256',
  'uploaded',
  'targets',
  'error-code',
  'error-message',
  'rollback-deployment-id',
  'task-definition-arn',
  'target-version',
  'traffic-weight',
] as const;

export type Outputs = Partial<Record<(typeof outputNames)[number], string>>;

/** Sets outputs as soon as they are known. A later value replaces an earlier one. */
export function setOutputs(outputs: Outputs): void {
  for (const name of outputNames) {
    const value = outputs[name];
    if (value !== undefined) writeToRunner(`the output ${name}`, () => setOutput(name, value));
  }
}
