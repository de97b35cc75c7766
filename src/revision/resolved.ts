import type { Context } from '../actions/context.ts';
import type { Inputs } from '../actions/inputs.ts';
import type { Problem } from '../appspec/problem.ts';
import type { Bundle } from '../archive/create-bundle.ts';
import type { Aws } from '../aws/clients.ts';
import type { Commit } from '../git/commit.ts';
import type { Revision } from '../model/revision.ts';
import type { Found } from '../s3/store.ts';
import type { UploadBundle } from '../s3/upload.ts';

/** The commit that a revision is of; `subject` is untrusted. */
export interface RevisionCommit {
  readonly repository: string;
  readonly sha: string;
  readonly subject?: string;
}

/** What will be deployed, and what is known of it. */
export interface ResolvedRevision {
  readonly revision: Revision;
  readonly commit?: RevisionCommit;
  /** Of the bundle, in hexadecimal. */
  readonly sha256?: string;
  /** Whether this run uploaded it. */
  readonly uploaded: boolean;
  /** What this run packaged; sizes in bytes. */
  readonly bundle?: Pick<Bundle, 'files' | 'size' | 'largest'>;
  /** What is in the revision's place in S3, when that is not the revision. */
  readonly found?: Found['kind'];
}

export interface Resolve {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Told of an upload in parts when it begins, and `undefined` when none of its parts is left. */
  readonly onParts: UploadBundle['onParts'];
  /** Told of the commit as soon as it is known. */
  readonly onCommit: (commit: RevisionCommit) => void;
  /** Told of what the AppSpec check found, before anything is uploaded. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  /** Told why the revision can't be deployed, when more can be found out all the same. */
  readonly onObstacle: (reason: string) => void;
  /** Awaited before anything is packaged. What it throws ends the step. */
  readonly beforeUpload: () => Promise<void>;
}

/** The commit that is checked out, as it is shown. */
export function commitOf({ sha, subject }: Commit, { repository }: Context): RevisionCommit {
  return { repository, sha, subject };
}
