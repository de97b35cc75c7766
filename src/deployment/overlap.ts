import type { Run } from './run-marker.ts';

/** Another deployment of the group that had to end before this one could begin. */
export interface Overlap {
  readonly deploymentId: string;
  /** Whether this run has stopped it, or waited for its end. */
  readonly isStopped: boolean;
  /** Of the workflow run that its description names. */
  readonly run: Run | undefined;
  /** How it ended. */
  readonly status: string;
  /** Milliseconds until it had ended. */
  readonly waited: number;
}

/** A deployment of another run that began right after this one was stopped: it has probably taken its place. */
export interface Successor {
  readonly deploymentId: string;
  readonly run: Run;
}
