import type { Problem } from '../appspec/problem.ts';
import type { Overlap, Successor } from '../deployment/overlap.ts';
import type { Changes } from '../github/compare.ts';
import type { Deployment, Snapshot } from '../model/deployment.ts';
import type { Finding } from '../model/finding.ts';
import type { Intervention } from '../model/intervention.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Revision } from '../model/revision.ts';
import type { RevisionCommit } from '../revision/inspection.ts';
import type { Plan } from './plan.ts';

/** What is known about a run, at whatever point it ended. */
export interface Report {
  readonly region: string;
  readonly serverUrl: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string | undefined;
  readonly revision?: Revision | undefined;
  readonly commit?: RevisionCommit | undefined;
  /** What the revision is made of, where that is not simply the commit. */
  readonly madeOf?: string | undefined;
  /** What the AppSpec check found in the files of the commit. */
  readonly appSpecProblems?: readonly Problem[] | undefined;
  /** What is known before the deployment. */
  readonly findings?: readonly Finding[] | undefined;
  readonly changes?: Changes | undefined;
  readonly before?: Before | undefined;
  /** Of a dry run. */
  readonly plan?: Plan | undefined;
  /** Other deployments of the group that had to end first. */
  readonly overlaps?: readonly Overlap[] | undefined;
  /** Known from the moment it is created. */
  readonly deploymentId?: string | undefined;
  readonly snapshot?: Snapshot | undefined;
  /** Of the deployment that rolls that one back. */
  readonly rollback?: Snapshot | undefined;
  /** What the step did about a deployment that it did not wait for any longer. */
  readonly intervention?: Intervention | undefined;
  /** Who seems to have taken the place of a deployment that somebody stopped. */
  readonly successor?: Successor | undefined;
  /** With a snapshot, the page tells by itself why the step failed. */
  readonly outcome?: Outcome | undefined;
  /** Why the step failed, for a reader; absent when it did not. */
  readonly failure?: string | undefined;
  /** When the summary is written. */
  readonly now: Date;
}

/** What the group ran before the deployment. */
export interface Before {
  /** Whose revision it was; `undefined`: there was none, or it can't be known. */
  readonly current: Deployment | undefined;
  /** A deployment that has failed since, and may have left something else on some of them. */
  readonly failedSince: string | undefined;
}
