/** What a run of the emulator may set about CodeDeploy. Times are in milliseconds. */
export interface Settings {
  /** The region where the EC2 instances are. */
  readonly ec2Region: string;
  /** Every pause of the service: between two states, and between two events of an instance. */
  readonly pace: number;
  /** How long a lifecycle event may take to start before the agent counts as absent (five minutes at AWS). */
  readonly eventStartTimeout: number;
  /** How long a lifecycle event may run (an hour at AWS). */
  readonly eventTimeout: number;
  /** How long a minute lasts that a blue/green group waits. */
  readonly minute: number;
  /** Instance ids in a page of ListDeploymentTargets. */
  readonly targetsPerPage: number;
  /** Entries in a page of every other list. */
  readonly entriesPerPage: number;
  /** Instances that one deployment may have. */
  readonly instancesPerDeployment: number;
}

/** The settings for what is not given. */
export function completeSettings(settings: Partial<Settings>): Settings {
  const { pace = 5 } = settings;
  return {
    ec2Region: 'us-east-1',
    pace,
    eventStartTimeout: 20 * pace,
    eventTimeout: 3_600_000,
    minute: 2 * pace,
    targetsPerPage: 100,
    entriesPerPage: 100,
    instancesPerDeployment: 1000,
    ...settings,
  };
}
