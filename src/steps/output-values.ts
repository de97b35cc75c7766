import type { Outputs } from '../actions/outputs.ts';
import { taskDefinitionIn } from '../appspec/resources/resources.ts';
import { failedEvent, type Snapshot } from '../model/deployment.ts';
import { type AppSpecRevision, formatRevision, type Revision } from '../model/revision.ts';
import type { TrafficShift } from '../model/traffic-shift.ts';

/** The outputs that other jobs need to deploy the same revision. */
export function revisionOutputs(revision: Revision): Outputs {
  const uri = { revision: formatRevision(revision) };
  if (revision.type === 'AppSpec') return { ...uri, ...taskDefinitionOf(revision) };
  if (revision.type !== 'S3') return uri;
  const { bucket, key, versionId, eTag } = revision;
  return {
    ...uri,
    's3-bucket': bucket,
    's3-key': key,
    ...(versionId && { 's3-version-id': versionId }),
    ...(eTag && { 's3-etag': eTag }),
  };
}

/** The outputs that describe a deployment's status. */
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
          ...(target.shift && { trafficWeight: target.shift.weight ?? null }),
        };
      }),
    ),
    ...(error?.code && { 'error-code': error.code }),
    ...(rollbackDeploymentId && { 'rollback-deployment-id': rollbackDeploymentId }),
    ...shiftOutputs(targets[0]?.shift),
  };
}

/** A version is a number; task sets have names of their own. */
function shiftOutputs(shift: TrafficShift | undefined): Outputs {
  if (!shift) return {};
  return {
    ...(shift.weight !== undefined && { 'traffic-weight': String(shift.weight) }),
    ...(shift.to !== undefined && /^\d+$/.test(shift.to) && { 'target-version': shift.to }),
  };
}

/** The task definition of an AppSpec file for ECS, where the file names it in full. */
function taskDefinitionOf({ content = '' }: AppSpecRevision): Outputs {
  const definition = taskDefinitionIn(Buffer.from(content));
  return definition?.startsWith('arn:') ? { 'task-definition-arn': definition } : {};
}
