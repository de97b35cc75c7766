import type { DeploymentStyle } from '@aws-sdk/client-codedeploy';
import type { DeploymentEnd } from '../outcome.ts';
import type { Deployment, DeploymentGroup, GroupSettings, Region } from '../state.ts';

/** What differs between the compute platforms. */
export interface Platform {
  /** Throws the service's exception for settings that a group of this platform does not take. */
  checkSettings(
    region: Region,
    group: { settings: GroupSettings; current: DeploymentGroup | undefined },
  ): void;
  /** The configuration of a group, or a deployment, that names none. */
  readonly defaultConfig: string;
  readonly defaultStyle: DeploymentStyle;
  /** Whether deployments are Queued between Created and InProgress. */
  readonly isQueued: boolean;
  /** Deploys to the targets of the group, until `ending`. May throw an Interruption. */
  deploy(region: Region, deployment: Deployment, ending: AbortSignal): Promise<DeploymentEnd>;
}
