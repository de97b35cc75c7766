import type { Deployment, Snapshot } from '../model/deployment.ts';
import type { GroupSettings } from '../model/deployment-group.ts';
import type { Finding } from '../model/finding.ts';
import type { InterruptionPolicy, WaitFor } from '../model/policies.ts';
import type { Revision, RevisionWanted } from '../model/revision.ts';

/**
 * What differs between the compute platforms of CodeDeploy. The rest of the code asks one of these, and never which
 * platform it is.
 */
export interface Platform {
  /** What is deployed to, in the plural. */
  readonly targets: string;
  /** The deployment configurations that every account has. */
  readonly predefinedConfigurations: readonly string[];
  /** What is deployed of a commit: its files, or its AppSpec file alone. */
  readonly deploys: 'files' | 'appspec';
  /** What `on-cancel` and `on-timeout` are when they are not set. */
  readonly interruptionPolicy: InterruptionPolicy;
  /** What the group's settings and the inputs mean for a deployment. */
  findings(facts: PreflightFacts): readonly Finding[];
  /** The deployment, which has not ended, is where `wait-for` wants it. */
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
  /** What was given and has no effect, in sentences. */
  readonly inputWarnings: readonly string[];
}

/** A deployment configuration, as CodeDeploy describes it. */
export interface Configuration {
  readonly name: string;
  /** `undefined`: there is none of this name. */
  readonly computePlatform: string | undefined;
}

/** An ApplicationStop script that failed in the group's last deployment, and is still the one that will run. */
export interface BrokenStop {
  readonly deploymentId: string;
  readonly scriptName: string;
}

/** All that the findings are made of; `undefined`: not known. */
export interface PreflightFacts {
  readonly inputs: PreflightOptions;
  readonly revisionType: Revision['type'] | undefined;
  /** The application's and the group's. */
  readonly computePlatform: string | undefined;
  readonly settings: GroupSettings | undefined;
  /** Of `deployment-config-name`, when it is not a predefined one. */
  readonly configuration: Configuration | undefined;
  /** Whose revision the group runs. */
  readonly current: Deployment | undefined;
  readonly brokenStop: BrokenStop | undefined;
}
