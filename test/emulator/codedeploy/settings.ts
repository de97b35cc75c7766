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
  /** How long a minute lasts that a blue/green group waits, or that passes between two changes of weights. */
  readonly minute: number;
  /** How long the function of a hook has to call back (an hour at AWS). */
  readonly callbackTimeout: number;
  /** How long the tasks of a new task set have to become healthy (an hour at AWS). */
  readonly taskSetTimeout: number;
  /** Instance ids in a page of ListDeploymentTargets. */
  readonly targetsPerPage: number;
  /** Entries in a page of every other list. */
  readonly entriesPerPage: number;
  /** Instances that one deployment may have. */
  readonly instancesPerDeployment: number;
}

/** The settings for what is not given. */
export function completeSettings(settings: Partial<Settings>): Settings {
  const { pace = 5, minute = 2 * pace } = settings;
  // Functions and tasks are processes, which need time to start however short a minute is.
  const hour = Math.max(60 * minute, 30_000);
  return {
    ec2Region: 'us-east-1',
    pace,
    eventStartTimeout: 20 * pace,
    eventTimeout: 3_600_000,
    minute,
    callbackTimeout: hour,
    taskSetTimeout: hour,
    targetsPerPage: 100,
    entriesPerPage: 100,
    instancesPerDeployment: 1000,
    ...settings,
  };
}
