import type { Context } from '../actions/context.ts';
import type { Problem } from '../appspec/problem.ts';
import type { Bundle } from '../archive/create-bundle.ts';
import type { Aws } from '../aws/clients.ts';
import type { Commit } from '../git/commit.ts';
import type { AppSpecPolicy } from '../model/policies.ts';
import type { BundleType, Revision } from '../model/revision.ts';
import type { LookUpResult, ObjectPlace } from '../s3/store.ts';

/** What to deploy. */
export type Source = CommitSource | WorkspaceSource | ArchiveSource | RevisionSource;

/** The checked-out commit. */
export interface CommitSource extends CheckedOut {
  readonly kind: 'commit';
  readonly deploys: 'files' | 'appspec';
}

/** Files of the workspace. */
export interface WorkspaceSource {
  readonly kind: 'workspace';
  /** The workspace. */
  readonly directory: string;
  /** The checkout that the files are in, if any. */
  readonly checkout: CheckedOut | undefined;
}

/** An archive in the workspace. */
export interface ArchiveSource {
  readonly kind: 'archive';
  readonly file: string;
  /** Its path in the workspace. */
  readonly name: string;
}

/** An existing revision. */
export interface RevisionSource {
  readonly kind: 'revision';
  readonly revision: Revision;
}

/** A checked-out commit, and where the input `path` leads in it. */
export interface CheckedOut {
  readonly commit: Commit;
  readonly path: string;
}

/** The commit that a revision was made from. */
export interface RevisionCommit {
  /** `owner/repo` */
  readonly repository: string;
  readonly sha: string;
  /** Untrusted. */
  readonly subject?: string;
}

/** The inputs that say how a revision is made. */
export interface RevisionOptions {
  readonly applicationName: string;
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
  /** What replaces `<NAME>` in an AppSpec file, by its name. */
  readonly appspecValues: ReadonlyMap<string, string>;
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

/**
 * What is known about a revision before the step packages or uploads anything. Disposing of it removes its temporary
 * files.
 */
export interface InspectedRevision extends AsyncDisposable {
  readonly commit?: RevisionCommit | undefined;
  /** What it is made of, if that is not simply the commit. */
  readonly madeOf?: string | undefined;
  /** What the AppSpec check found. */
  readonly problems: readonly Problem[];
  /** Why the revision can't be deployed, in sentences. */
  readonly obstacles: readonly string[];
}

/** A revision that the step does not need to package. If instances cannot download it, the obstacles say why. */
export interface InspectedInPlace extends InspectedRevision {
  readonly kind: 'in place';
  readonly revision: Revision;
  /** Of the bundle, in hexadecimal. */
  readonly sha256?: string | undefined;
}

/** A bundle before packaging. */
export interface InspectedBundle extends InspectedRevision {
  readonly kind: 'bundle';
  readonly place: ObjectPlace;
  /** What S3 has in that place. */
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

/** The revision to deploy, and what is known about it. */
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
  /** What S3 has under the bundle's key; `undefined` for a revision that needs no upload. */
  readonly found?: LookUpResult['kind'];
}

/** The checked-out commit, for display. */
export function toRevisionCommit(
  { sha, subject }: Commit,
  { repository }: Pick<Context, 'repository'>,
): RevisionCommit {
  return { repository, sha, subject };
}
