import { isCompleted, type Snapshot } from './deployment.ts';

/** How far the step follows a deployment. */
export type WaitFor = 'completion' | 'traffic-shift' | 'ready' | 'none';

/** How a deployment stands when the step ends. */
export type Conclusion =
  /** As far as `wait-for` asks; the deployment may go on. */
  | 'reached'
  | 'succeeded'
  /** CodeDeploy calls it Succeeded although instances failed: the configuration tolerates them. */
  | 'succeeded-with-failures'
  | 'failed'
  | 'stopped'
  /** Cancelled or out of time, and not seen to end since. */
  | 'interrupted';

/** The deployment is where `wait-for` wants it. */
export function isReached(waitFor: WaitFor, { deployment }: Snapshot): boolean {
  switch (waitFor) {
    case 'none':
      return true;
    case 'ready':
      return deployment.status === 'Ready' || deployment.terminationWaitStarted;
    case 'traffic-shift':
      return deployment.terminationWaitStarted;
    case 'completion':
      return false;
  }
}

/** What a last snapshot means for the step. */
export function conclude(waitFor: WaitFor, snapshot: Snapshot): Conclusion {
  const { deployment, targets } = snapshot;
  if (!isCompleted(deployment)) return isReached(waitFor, snapshot) ? 'reached' : 'interrupted';
  if (deployment.status === 'Failed') return 'failed';
  if (deployment.status === 'Stopped') return 'stopped';
  const anyFailed = deployment.counts.failed > 0 || targets.some(({ status }) => status === 'Failed');
  return anyFailed ? 'succeeded-with-failures' : 'succeeded';
}
