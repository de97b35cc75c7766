import { isCompleted, type Snapshot } from './deployment.ts';

/** The status of a deployment when the step ends. */
export type Outcome =
  /** It has reached what `wait-for` asks; it may still be running. */
  | 'satisfied'
  | 'succeeded'
  /** CodeDeploy reports Succeeded although instances failed, because the configuration tolerates them. */
  | 'succeeded-with-failures'
  | 'failed'
  | 'stopped'
  /** The job was cancelled or the time was up, and the step has not seen the deployment end. */
  | 'interrupted';

/** Turns the last snapshot into an outcome. `isSatisfied`: the deployment has reached what `wait-for` asks. */
export function toOutcome(snapshot: Snapshot | undefined, isSatisfied: boolean): Outcome {
  if (!snapshot || !isCompleted(snapshot.deployment)) return isSatisfied ? 'satisfied' : 'interrupted';
  const { deployment, targets } = snapshot;
  if (deployment.status === 'Failed') return 'failed';
  if (deployment.status === 'Stopped') return 'stopped';
  const anyFailed = deployment.counts.failed > 0 || targets.some(({ status }) => status === 'Failed');
  return anyFailed ? 'succeeded-with-failures' : 'succeeded';
}
