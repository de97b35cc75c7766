import type { DeploymentWaitType } from '@aws-sdk/client-codedeploy';
import { pause } from '../pause.ts';
import type { Deployment, Region } from './state.ts';

/** Waits so long, or until ContinueDeployment or the end; tells whether it was continued. */
export async function waitFor(
  region: Region,
  deployment: Deployment,
  { type, minutes, ending }: { type: DeploymentWaitType; minutes: number; ending: AbortSignal },
): Promise<boolean> {
  const resume = new AbortController();
  deployment.waiting = { type, resume };
  await pause(minutes * region.settings.minute, AbortSignal.any([resume.signal, ending]));
  delete deployment.waiting;
  return resume.signal.aborted;
}
