import type { Context } from '../actions/context.ts';
import type { Problem } from '../appspec/problem.ts';
import type { Bundle } from '../archive/create-bundle.ts';
import type { Aws } from '../aws/clients.ts';
import type { Commit } from '../git/commit.ts';
import type { AppSpecPolicy } from '../model/policies.ts';
import type { BundleType, Revision } from '../model/revision.ts';
import type { LookUpResult, ObjectPlace } from '../s3/store.ts';

/** What is to be deployed. */
export type Source =
  /** The commit that is checked out. */
  | ({ readonly kind: 'commit' } & CheckedOut)
  /** Files of the workspace, which is `directory`. `checkout`: what their folder is in, if anything. */
  | { readonly kind: 'workspace'; readonly directory: string; readonly checkout: CheckedOut | undefined }
  /** A file of the workspace. `name` is its path there. */
  | { readonly kind: 'archive'; readonly file: string; readonly name: string }
  /** A revision that is there already. */
  | { readonly kind: 'revision'; readonly revision: Revision };

/** A commit that is checked out, and where the input `path` leads in it. */
export interface CheckedOut {
  readonly commit: Commit;
  readonly path: string;
}

/** The commit that a revision is of. */
export interface RevisionCommit {
  /** `owner/repo` */
  readonly repository: string;
  readonly sha: string;
  /** Untrusted. */
  readonly subject?: string;
}

/** The inputs that say how a revision is made. */
export interface RevisionOptions {
  /** `undefined`: instances download the commit from GitHub. */
  readonly s3Bucket: string | undefined;
  /** Ends in `/`, or is empty. */
  readonly s3Prefix: string;
  readonly s3Key: string | undefined;
  readonly bundleType: BundleType;
  /** Directory of the repository, or of the workspace, that becomes the bundle's root. */
  readonly path: string;
  /** Globs, relative to `path`. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly appspec: string;
  readonly appspecCheck: AppSpecPolicy;
  readonly expectedBucketOwner: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly githubToken: string | undefined;
}

export interface Inspect {
  readonly inputs: RevisionOptions;
  readonly context: Context;
  readonly aws: Pick<Aws, 's3' | 'region'>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** What is known of a revision before anything is packaged or uploaded. Disposing of it removes its temporary files. */
export interface InspectedRevision extends AsyncDisposable {
  readonly commit?: RevisionCommit | undefined;
  /** What it is made of, where that is not simply the commit. */
  readonly madeOf?: string | undefined;
  /** What the AppSpec check has found. */
  readonly problems: readonly Problem[];
  /** Why the revision can't be deployed, in sentences. */
  readonly obstacles: readonly string[];
}

/** A revision that is where instances download it, or not, for the reason that is among the obstacles. */
export interface InspectedInPlace extends InspectedRevision {
  readonly kind: 'in place';
  readonly revision: Revision;
  /** Of the bundle, in hexadecimal. */
  readonly sha256?: string | undefined;
}

/** A bundle as it would be uploaded. */
export interface InspectedBundle extends InspectedRevision {
  readonly kind: 'bundle';
  readonly place: ObjectPlace;
  /** What is in the place. */
  readonly found: LookUpResult;
  readonly pack: PackBundle;
}

/** Makes the bundle. */
export type PackBundle = (options: Pick<Inspect, 'signal' | 'log'>) => Promise<Bundle>;

export type Inspection = InspectedInPlace | InspectedBundle;

/** A revision that needs no packaging. */
export function inPlace(
  known: Pick<InspectedInPlace, 'revision' | 'commit' | 'sha256'> & Partial<InspectedRevision>,
): InspectedInPlace {
  return { kind: 'in place', problems: [], obstacles: [], async [Symbol.asyncDispose]() {}, ...known };
}

/** What will be deployed, and what is known of it. */
export interface PublishedRevision {
  readonly revision: Revision;
  readonly commit?: RevisionCommit;
  /** Of the bundle, in hexadecimal. */
  readonly sha256?: string;
  /** Whether this run uploaded it. */
  readonly uploaded: boolean;
  /** What this run packaged. */
  readonly bundle?: PackagedFiles;
}

/** Sizes in bytes. */
export interface PackagedFiles {
  readonly files: number;
  readonly size: number;
  readonly largest: { readonly path: string; readonly size: number } | undefined;
}

/** What a dry run would publish. */
export interface PlannedRevision extends PublishedRevision {
  /** What is in the bundle's place in S3; `undefined` when nothing would be uploaded in any case. */
  readonly found?: LookUpResult['kind'];
}

/** The commit that is checked out, as it is shown. */
export function toRevisionCommit(
  { sha, subject }: Commit,
  { repository }: Pick<Context, 'repository'>,
): RevisionCommit {
  return { repository, sha, subject };
}
