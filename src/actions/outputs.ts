import { setOutput } from '@actions/core';
import { failedEvent, type Snapshot } from '../model/deployment.ts';
import { formatRevision, type Revision } from '../model/revision.ts';
import { handOver } from './environment-files.ts';

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
] as const;

export type Outputs = Partial<Record<(typeof outputNames)[number], string>>;

/** Hands outputs to the runner. Called as soon as something is true; a later value replaces an earlier one. */
export function setOutputs(outputs: Outputs): void {
  for (const name of outputNames) {
    const value = outputs[name];
    if (value !== undefined) handOver(`the output ${name}`, () => setOutput(name, value));
  }
}

/** What other jobs need to deploy the same again. */
export function revisionOutputs(revision: Revision): Outputs {
  const uri = { revision: formatRevision(revision) };
  if (revision.type === 'GitHub') return uri;
  const { bucket, key, versionId, eTag } = revision;
  return {
    ...uri,
    's3-bucket': bucket,
    's3-key': key,
    ...(versionId && { 's3-version-id': versionId }),
    ...(eTag && { 's3-etag': eTag }),
  };
}

/** How a deployment stands. */
export function snapshotOutputs({ deployment, targets }: Snapshot): Outputs {
  const { status, error, rollbackDeploymentId } = deployment;
  return {
    status,
    targets: JSON.stringify(
      targets.map((target) => {
        const event = failedEvent(target);
        return {
          id: target.id,
          status: target.status,
          failedEvent: event?.name ?? null,
          errorCode: event?.diagnostics?.errorCode || null,
        };
      }),
    ),
    ...(error?.code && { 'error-code': error.code }),
    ...(rollbackDeploymentId && { 'rollback-deployment-id': rollbackDeploymentId }),
  };
}
