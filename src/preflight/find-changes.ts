import { debug } from '@actions/core';
import type { Inputs } from '../actions/inputs.ts';
import type { Aws } from '../aws/clients.ts';
import { messageOf } from '../control/errors.ts';
import type { History } from '../deployment/group-state.ts';
import { compareCommits } from '../github/compare.ts';
import type { Changes } from '../report/changes.ts';
import { findOrigin } from '../revision/origin.ts';
import type { RevisionCommit } from '../revision/resolved.ts';

export interface FindChanges {
  /** What will be deployed. */
  readonly commit: RevisionCommit;
  readonly history: Promise<History | undefined>;
  readonly inputs: Pick<Inputs, 'githubToken' | 'expectedBucketOwner'>;
  readonly aws: Pick<Aws, 's3'>;
  readonly signal: AbortSignal;
}

/**
 * What is new in the commit since the one that the group runs. `undefined` when it can't be known, for whatever reason:
 * a deployment never fails for it.
 */
export async function findChanges(options: FindChanges): Promise<Changes | undefined> {
  try {
    return await compareWithCurrent(options);
  } catch (error) {
    debug(`What changes is not known: ${messageOf(error)}`);
    return undefined;
  }
}

async function compareWithCurrent({
  commit,
  history,
  inputs,
  aws,
  signal,
}: FindChanges): Promise<Changes | undefined> {
  const { githubToken: token, expectedBucketOwner } = inputs;
  const deployment = token ? (await history)?.current : undefined;
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
