import { createScratch } from '../archive/create-bundle.ts';
import { findProblems, withLinkTargets } from '../bundle/appspec-check.ts';
import { appSpecName } from '../bundle/appspec-entry.ts';
import { type Committed, committedEntries } from '../bundle/committed.ts';
import { ActionError } from '../control/errors.ts';
import type { Commit } from '../git/commit.ts';
import { hasRootFile } from '../git/tree.ts';
import { assertCommitOnGitHub } from '../github/check-commit.ts';
import { formatRevision, type GitHubRevision } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import { commitOf, type Resolve, type ResolvedRevision } from './resolved.ts';

/**
 * The commit as instances download it from GitHub.
 * @throws ActionError when they could not.
 */
export async function onGitHub(commit: Commit, options: Resolve): Promise<ResolvedRevision> {
  const { context, warn } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(context.repository)) {
    throw new ActionError(
      `GITHUB_REPOSITORY is ${JSON.stringify(context.repository)}, so the commit cannot be named to instances. Run this as a step of a workflow, or set s3-bucket.`,
    );
  }
  if (!(await hasRootFile(commit, appSpecName))) {
    throw new ActionError(
      `${appSpecName} is not in the root of the commit ${commit.sha}, where instances look for it when they download the commit from GitHub. Commit it there; or set s3-bucket, and path or appspec to where it is.`,
    );
  }
  if (context.serverUrl !== 'https://github.com') {
    warn(
      `CodeDeploy's instances download from github.com, but this workflow runs on ${singleLine(context.serverUrl)}. If the repository is not there too, the deployment fails: set s3-bucket.`,
    );
  }
  await checkCommit(commit, options);
  const revision: GitHubRevision = { type: 'GitHub', repository: context.repository, commitId: commit.sha };
  const resolved = await checkedOnGitHub(revision, options);
  return { ...resolved, commit: commitOf(commit, context) };
}

/** Asks GitHub for the commit of a revision. */
export async function checkedOnGitHub(
  revision: GitHubRevision,
  { inputs, signal, log, warn }: Resolve,
): Promise<ResolvedRevision> {
  const { repository, commitId } = revision;
  const token = inputs.githubToken;
  const { subject } = await assertCommitOnGitHub({ repository, commitId, token, signal, warn });
  log(`Revision ${singleLine(formatRevision(revision))}`);
  const commit = { repository, sha: commitId, ...(subject && { subject }) };
  return { revision, commit, uploaded: false };
}

/** Checks what GitHub's archive of the commit will hold. */
async function checkCommit(commit: Commit, { inputs, context, warn, onProblems }: Resolve): Promise<void> {
  if (inputs.appspecCheck === 'off') return;
  await using scratch = await createScratch(context.temporaryDirectory);
  const { directory } = scratch;
  const committed = await committedForCheck(commit, { directory, warn });
  if (!committed) return;
  const { entries, ignored, submodules } = committed;
  if (ignored.some(({ path }) => path === appSpecName)) {
    throw new ActionError(
      `${appSpecName} is marked export-ignore in .gitattributes of the commit ${commit.sha}, and GitHub leaves such files out of what instances download. Remove that mark, or set s3-bucket.`,
    );
  }
  if (submodules.length > 0) {
    warn(
      `Submodules are not in what instances download from GitHub: ${someOf(submodules.map(({ path }) => path))}. Set s3-bucket to deploy them.`,
    );
  }
  const files = await withLinkTargets(entries, directory);
  const source = { entries, files, directory };
  onProblems(await findProblems(source, { path: '.', appspec: appSpecName }));
}

/** What instances download does not depend on what the clone has: what it lacks is only not checked. */
async function committedForCheck(
  commit: Commit,
  { directory, warn }: { directory: string } & Pick<Resolve, 'warn'>,
): Promise<Committed | undefined> {
  try {
    return await committedEntries(commit, { path: '.', directory });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    warn(`The AppSpec file is not checked. ${error.message}`);
    return undefined;
  }
}
