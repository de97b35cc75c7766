import { isCompleted } from '../model/deployment.ts';
import { platformOf } from '../platform/platforms.ts';
import type { Report } from './report.ts';

/** How a run ended, as far as the page tells it differently. */
export type Situation =
  | 'refused'
  | 'registered'
  | 'dry run'
  | 'dry run, refused'
  /** Created, and nobody has looked at it since. */
  | 'created'
  /** There is a deployment, and nothing could be read of it. */
  | 'unread'
  | 'succeeded'
  | 'succeeded in part'
  /** Blue/green: the new instances wait for somebody to continue. */
  | 'ready'
  /** Blue/green: the traffic has moved, and the original instances wait for their end. */
  | 'shifted'
  /** `wait-for` asked for no more. */
  | 'going on'
  | 'failed'
  | 'stopped on cancel'
  | 'stopped on timeout'
  | 'stopped by somebody'
  | 'stopped on alarm'
  /** Blue/green: nobody has continued it in time. */
  | 'never continued'
  /** Told to stop, and not seen to stop. */
  | 'stopping'
  /** `on-cancel` or `on-timeout` is `leave`. */
  | 'left'
  /** It could be read up to a point. */
  | 'lost';

export function situationOf(report: Report): Situation {
  const { snapshot, plan, deploymentId, deploymentGroupName, outcome, failure, intervention } = report;
  if (!snapshot) {
    if (plan) return failure === undefined ? 'dry run' : 'dry run, refused';
    if (deploymentId !== undefined) return outcome === 'satisfied' ? 'created' : 'unread';
    if (failure !== undefined) return 'refused';
    return deploymentGroupName === undefined ? 'registered' : 'created';
  }
  const { deployment } = snapshot;
  if (deployment.status === 'Failed') return 'failed';
  if (deployment.status === 'Stopped') return stopOf(report);
  if (outcome === 'succeeded-with-failures') return 'succeeded in part';
  if (outcome === 'succeeded' || isCompleted(deployment)) return 'succeeded';
  if (intervention) return intervention.policy === 'leave' ? 'left' : 'stopping';
  if (outcome !== 'satisfied') return 'lost';
  const hasShifted = platformOf(deployment.computePlatform).isDone(snapshot);
  if (deployment.terminationWaitStarted || hasShifted) return 'shifted';
  return deployment.status === 'Ready' ? 'ready' : 'going on';
}

function stopOf({ snapshot, intervention }: Report): Situation {
  const code = snapshot?.deployment.error?.code;
  if (code === 'ALARM_ACTIVE') return 'stopped on alarm';
  if (code === 'TIMEOUT') return 'never continued';
  if (intervention && intervention.policy !== 'leave')
    return intervention.input === 'on-cancel' ? 'stopped on cancel' : 'stopped on timeout';
  return 'stopped by somebody';
}

/** What became of a deployment that was not to stay. */
export type RollbackState = 'none' | 'under way' | 'done' | 'failed';

export function rollbackStateOf({ snapshot, rollback }: Report): RollbackState {
  if (snapshot?.deployment.rollbackDeploymentId === undefined) return 'none';
  const status = rollback?.deployment.status;
  if (status === 'Succeeded') return 'done';
  return status === 'Failed' || status === 'Stopped' ? 'failed' : 'under way';
}
