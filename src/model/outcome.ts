import { isCompleted, type Snapshot } from './deployment.ts';

/** How a deployment stands when the step ends. */
export type Outcome =
  /** Where `wait-for` wants it; it may go on. */
  | 'satisfied'
  | 'succeeded'
  /** CodeDeploy calls it Succeeded although instances failed: the configuration tolerates them. */
  | 'succeeded-with-failures'
  | 'failed'
  | 'stopped'
  /** Cancelled or out of time, and not seen to end since. */
  | 'interrupted';

/** What a last snapshot means for the step. `isSatisfied`: the deployment, which may go on, is where `wait-for` wants it. */
export function toOutcome(snapshot: Snapshot | undefined, isSatisfied: boolean): Outcome {
  if (!snapshot || !isCompleted(snapshot.deployment)) return isSatisfied ? 'satisfied' : 'interrupted';
  const { deployment, targets } = snapshot;
  if (deployment.status === 'Failed') return 'failed';
  if (deployment.status === 'Stopped') return 'stopped';
  const anyFailed = deployment.counts.failed > 0 || targets.some(({ status }) => status === 'Failed');
  return anyFailed ? 'succeeded-with-failures' : 'succeeded';
}
