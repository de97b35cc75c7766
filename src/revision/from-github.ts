import type { Problem } from '../appspec/problem.ts';
import { appSpecSource, findProblems } from '../bundle/appspec-check.ts';
import { appSpecName } from '../bundle/appspec-entry.ts';
import { type Committed, committedEntries } from '../bundle/committed.ts';
import { createScratch } from '../bundle/scratch.ts';
import { ActionError } from '../control/errors.ts';
import type { Commit } from '../git/commit.ts';
import { hasRootFile } from '../git/tree.ts';
import { assertCommitOnGitHub } from '../github/check-commit.ts';
import { formatRevision, type GitHubRevision } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';
import { type Inspect, type InspectedInPlace, inPlace, toRevisionCommit } from './inspection.ts';

/**
 * Inspects the checked-out commit as instances download it from GitHub.
 * @throws ActionError when GITHUB_REPOSITORY is not a repository name, or the download would lack the AppSpec file.
 */
export async function inspectCommitOnGitHub(commit: Commit, options: Inspect): Promise<InspectedInPlace> {
  const { context } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(context.repository)) {
    throw new ActionError(
      `GITHUB_REPOSITORY is ${JSON.stringify(context.repository)}, so the step cannot tell instances where the commit is. Run this as a step of a workflow, or set s3-bucket.`,
    );
  }
  if (!(await hasRootFile(commit, appSpecName))) {
    throw new ActionError(
      `${appSpecName} is not in the root of the commit ${commit.sha}, where instances look for it when they download the commit from GitHub. Commit it there; or set s3-bucket, and path or appspec to where it is.`,
    );
  }
  const problems = await checkArchive(commit, options);
  const revision: GitHubRevision = { type: 'GitHub', repository: context.repository, commitId: commit.sha };
  const inspected = await inspectGitHubRevision(revision, options);
  return { ...inspected, commit: toRevisionCommit(commit, context), problems };
}

/** Inspects a commit on GitHub. A missing commit is an obstacle. */
export async function inspectGitHubRevision(
  revision: GitHubRevision,
  { inputs, context, signal, log, warn }: Inspect,
): Promise<InspectedInPlace> {
  if (context.serverUrl !== 'https://github.com') {
    return inPlace({ revision, obstacles: [notOnGitHubCom(context.serverUrl)] });
  }
  const { repository, commitId } = revision;
  const token = inputs.githubToken;
  try {
    const { subject } = await assertCommitOnGitHub({ repository, commitId, token, signal, warn });
    log(`Revision ${singleLine(formatRevision(revision))}`);
    const commit = { repository, sha: commitId, ...(subject && { subject }) };
    return inPlace({ revision, commit });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return inPlace({ revision, obstacles: [error.message] });
  }
}

function notOnGitHubCom(serverUrl: string): string {
  return `Instances download revisions of GitHub from github.com alone, and this workflow runs on ${singleLine(serverUrl)}. Set s3-bucket, so that the commit is packaged and uploaded; or set revision to what was deployed from S3.`;
}

/** Checks the AppSpec file in GitHub's archive of the commit. */
async function checkArchive(commit: Commit, { inputs, context, warn }: Inspect): Promise<readonly Problem[]> {
  if (inputs.appspecCheck === 'off') return [];
  await using scratch = await createScratch(context.temporaryDirectory);
  const { directory } = scratch;
  const committed = await committedForCheck(commit, { directory, warn });
  if (!committed) return [];
  const { entries, ignored, submodules } = committed;
  if (ignored.some(({ path }) => path === appSpecName)) {
    throw new ActionError(
      `${appSpecName} is marked export-ignore in .gitattributes of the commit ${commit.sha}, so GitHub leaves it out of the archive that instances download. Remove the attribute, or set s3-bucket.`,
    );
  }
  if (submodules.length > 0) {
    warn(
      `The archive that instances download from GitHub does not contain submodules: ${someOf(submodules.map(({ path }) => path))}. Set s3-bucket to deploy them.`,
    );
  }
  return findProblems(await appSpecSource(entries, directory), { path: '.', appspec: appSpecName });
}

/** Instances download the commit from GitHub, so when the clone lacks files, the step only skips the check. */
async function committedForCheck(
  commit: Commit,
  { directory, warn }: { directory: string } & Pick<Inspect, 'warn'>,
): Promise<Committed | undefined> {
  try {
    return await committedEntries(commit, { path: '.', directory });
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    warn(`The step does not check the AppSpec file. ${error.message}`);
    return undefined;
  }
}
