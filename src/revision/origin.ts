import type { S3Client } from '@aws-sdk/client-s3';
import { describedCommit } from '../model/described-commit.ts';
import type { Revision } from '../model/revision.ts';
import { existingBundle, head } from '../s3/head.ts';

/** The commit that a revision was made from. */
export interface Origin {
  readonly repository: string;
  /** The full SHA; from a description, only its first digits. */
  readonly sha: string;
  /** `description`: anyone may have written it, and it may be wrong. */
  readonly source: 'revision' | 'description';
}

export interface FindOrigin {
  readonly s3: S3Client;
  readonly revision: Revision | undefined;
  /** The description of the deployment that deployed it. */
  readonly description: string | undefined;
  readonly expectedBucketOwner: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Finds the commit of a revision that was deployed before: in the GitHub revision, in the object's metadata, or at the
 * start of the deployment's description.
 */
export async function findOrigin(options: FindOrigin): Promise<Origin | undefined> {
  const { revision, description } = options;
  if (revision?.type === 'GitHub') {
    return { repository: revision.repository, sha: revision.commitId, source: 'revision' };
  }
  const commit = revision?.type === 'S3' ? await commitOfObject(revision, options) : undefined;
  if (commit) return { ...commit, source: 'revision' };
  const described = describedCommit(description);
  return described && { ...described, source: 'description' };
}

/** `undefined` when another tool uploaded the object, the object is gone, or the role may not read it. */
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
