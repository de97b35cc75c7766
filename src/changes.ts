import { debug } from '@actions/core';
import type { Aws } from './aws.ts';
import type { Deployment } from './deployment/snapshot.ts';
import { messageOf } from './errors.ts';
import type { Inputs } from './inputs.ts';
import type { Changes } from './report/changes.ts';
import { compareCommits } from './revision/comparison.ts';
import { findOrigin } from './revision/origin.ts';
import type { RevisionCommit } from './revision/resolved.ts';

/** Milliseconds. It is read while the bundle is made; a deployment does not wait for more. */
const longest = 3_000;

export interface FindChanges {
  /** What will be deployed. */
  readonly commit: RevisionCommit;
  /** Whose revision the group runs. */
  readonly current: Promise<Deployment | undefined>;
  readonly inputs: Pick<Inputs, 'githubToken' | 'expectedBucketOwner'>;
  readonly aws: Pick<Aws, 's3'>;
  readonly signal: AbortSignal;
}

/**
 * What is new in the commit since the one that the group runs. `undefined` when it can't be known, for whatever reason:
 * a deployment never fails for it.
 */
export async function findChanges(options: FindChanges): Promise<Changes | undefined> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(longest)]);
  try {
    return await compareWithCurrent({ ...options, signal });
  } catch (error) {
    debug(`What changes is not known: ${messageOf(error)}`);
    return undefined;
  }
}

async function compareWithCurrent({
  commit,
  current,
  inputs,
  aws,
  signal,
}: FindChanges): Promise<Changes | undefined> {
  const { githubToken: token, expectedBucketOwner } = inputs;
  const deployment = token ? await current : undefined;
  if (!token || !deployment) return undefined;
  const { revision, description } = deployment;
  const origin = await findOrigin({ s3: aws.s3, revision, description, expectedBucketOwner, signal });
  if (origin?.repository !== commit.repository) return undefined;
  const { repository, sha: head } = commit;
  const known = { deploymentId: deployment.id, repository, base: origin.sha, head, source: origin.source };
  if (head.startsWith(origin.sha)) return { ...known, ahead: 0, behind: 0, subjects: [] };
  return { ...known, ...(await compareCommits({ repository, base: origin.sha, head, token, signal })) };
}
