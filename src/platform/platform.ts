import type { Deployment, Snapshot } from '../model/deployment.ts';
import type { GroupSettings } from '../model/deployment-group.ts';
import type { Finding } from '../model/finding.ts';
import type { Nouns } from '../model/nouns.ts';
import type { InterruptionPolicy, WaitFor } from '../model/policies.ts';
import type { RevisionWanted } from '../model/revision.ts';

/**
 * What differs between CodeDeploy's compute platforms. The rest of the code calls this interface and never checks which
 * platform it is.
 */
export interface Platform {
  /** What the platform deploys to, in the plural. */
  readonly targets: string;
  /** The same in a word, as the log and the summary count them. */
  readonly nouns: Nouns;
  /** The deployment configurations that every account has. */
  readonly predefinedConfigurations: readonly string[];
  /** What is deployed of a commit: its files, or its AppSpec file alone. */
  readonly deploys: 'files' | 'appspec';
  /** What `on-cancel` and `on-timeout` are when they are not set. */
  readonly interruptionPolicy: InterruptionPolicy;
  /** What the group's settings and the inputs mean for a deployment. */
  findings(facts: PreflightFacts): readonly Finding[];
  /** Whether a running deployment has reached what `wait-for` asks. */
  isWaitSatisfied(waitFor: WaitFor, snapshot: Snapshot): boolean;
  /** The deployment, which has not ended, has done its work: to stop it now would only undo it. */
  isDone(snapshot: Snapshot): boolean;
}

/** The inputs that a finding may be about. */
export interface PreflightOptions extends RevisionWanted {
  readonly deploymentGroupName: string | undefined;
  readonly deploymentConfigName: string | undefined;
  readonly path: string;
  readonly appspec: string;
  readonly appspecValues: ReadonlyMap<string, string>;
  readonly fileExistsBehavior: string | undefined;
  readonly ignoreApplicationStopFailures: boolean;
  readonly updateOutdatedInstancesOnly: boolean;
  readonly autoRollback: readonly string[] | undefined;
  readonly waitFor: WaitFor;
  /** Milliseconds. */
  readonly timeout: number;
  /** What the user set and has no effect, in sentences. */
  readonly inputWarnings: readonly string[];
}

/** A deployment configuration in CodeDeploy. */
export interface Configuration {
  readonly name: string;
  /** `undefined`: no configuration has this name. */
  readonly computePlatform: string | undefined;
}

/** An ApplicationStop script that failed in the group's last deployment and will run again in the next one. */
export interface BrokenStop {
  readonly deploymentId: string;
  readonly scriptName: string;
}

/** The facts behind the findings; `undefined`: not known. */
export interface PreflightFacts {
  readonly inputs: PreflightOptions;
  /** The platform of the application and of the group. */
  readonly computePlatform: string | undefined;
  readonly settings: GroupSettings | undefined;
  /** The configuration that `deployment-config-name` names, unless it is predefined. */
  readonly configuration: Configuration | undefined;
  /** The deployment whose revision the group runs. */
  readonly current: Deployment | undefined;
  readonly brokenStop: BrokenStop | undefined;
}
