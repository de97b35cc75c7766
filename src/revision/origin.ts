import type { S3Client } from '@aws-sdk/client-s3';
import type { Revision } from '../model/revision.ts';
import { existingBundle, head } from '../s3/head.ts';

/** The commit that a revision was made of. */
export interface Origin {
  readonly repository: string;
  /** In full; of a description, its first digits. */
  readonly sha: string;
  /** `description`: somebody has written it there, and it need not be true. */
  readonly source: 'revision' | 'description';
}

export interface FindOrigin {
  readonly s3: S3Client;
  readonly revision: Revision | undefined;
  /** Of the deployment that deployed it. */
  readonly description: string | undefined;
  readonly expectedBucketOwner: string | undefined;
  readonly signal: AbortSignal;
}

/** `acme/shop@0123456`, as deployments of this action are described when the user says nothing else. */
const describedForm = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{7,40})(?= |$)/;

/**
 * The commit of a revision that was deployed before: GitHub's own, the one in the metadata of the object, or else the one
 * that the deployment's description begins with.
 */
export async function findOrigin(options: FindOrigin): Promise<Origin | undefined> {
  const { revision, description } = options;
  if (revision?.type === 'GitHub') {
    return { repository: revision.repository, sha: revision.commitId, source: 'revision' };
  }
  const commit = revision?.type === 'S3' ? await commitOfObject(revision, options) : undefined;
  if (commit) return { ...commit, source: 'revision' };
  const [, repository, sha] = describedForm.exec(description ?? '') ?? [];
  return repository && sha ? { repository, sha, source: 'description' } : undefined;
}

/** `undefined` for an object of another tool, and for one that is gone or may not be read. */
async function commitOfObject(
  revision: Extract<Revision, { type: 'S3' }>,
  { s3, expectedBucketOwner, signal }: FindOrigin,
): Promise<{ repository: string; sha: string } | undefined> {
  try {
    return existingBundle(revision, await head({ s3, revision, expectedBucketOwner, signal })).commit;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
