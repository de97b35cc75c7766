import { debug } from '@actions/core';
import type { Aws } from '../aws/clients.ts';
import { messageOf } from '../control/errors.ts';
import type { GroupState } from '../deployment/group-state.ts';
import { type Changes, compareCommits } from '../github/compare.ts';
import type { RevisionCommit } from '../revision/inspection.ts';
import { findOrigin } from '../revision/origin.ts';

export interface FindChanges {
  /** The commit to deploy. */
  readonly commit: RevisionCommit;
  readonly groupState: Promise<GroupState | undefined>;
  readonly inputs: {
    readonly githubToken: string | undefined;
    readonly expectedBucketOwner: string | undefined;
  };
  readonly aws: Pick<Aws, 's3'>;
  readonly signal: AbortSignal;
}

/**
 * Compares the commit with the one that the group runs. `undefined` when the comparison fails for any reason: it never
 * fails a deployment.
 */
export async function findChanges(options: FindChanges): Promise<Changes | undefined> {
  try {
    return await compareWithCurrent(options);
  } catch (error) {
    debug(`Cannot tell what changes: ${messageOf(error)}`);
    return undefined;
  }
}

async function compareWithCurrent({
  commit,
  groupState,
  inputs,
  aws,
  signal,
}: FindChanges): Promise<Changes | undefined> {
  const { githubToken: token, expectedBucketOwner } = inputs;
  const deployment = token ? (await groupState)?.current : undefined;
  if (!token || !deployment) return undefined;
  const { revision, description } = deployment;
  const origin = await findOrigin({ s3: aws.s3, revision, description, expectedBucketOwner, signal });
  if (origin?.repository !== commit.repository) return undefined;
  const { repository, sha: head } = commit;
  const known = { deploymentId: deployment.id, repository, base: origin.sha, head, source: origin.source };
  if (head.startsWith(origin.sha))
    return { ...known, isRelated: true, ahead: 0, behind: 0, subjects: [], changedPaths: new Set() };
  return { ...known, ...(await compareCommits({ repository, base: origin.sha, head, token, signal })) };
}
