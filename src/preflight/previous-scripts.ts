import { posix } from 'node:path';
import { debug } from '@actions/core';
import { scriptsForNext } from '../appspec/scripts-for-next.ts';
import type { AppSpecPlace } from '../bundle/appspec-check.ts';
import { messageOf } from '../control/errors.ts';
import type { GroupState } from '../deployment/group-state.ts';
import type { Changes } from '../github/compare.ts';
import { type GitHubFile, readGitHubFile } from '../github/file.ts';
import { bySeverity, type Finding, note, warning } from '../model/finding.ts';
import { type RevisionWanted, revisionTypeOf } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';

export interface FindPreviousScripts {
  readonly groupState: Promise<GroupState | undefined>;
  /** From the commit that the group runs to the commit to deploy. */
  readonly changes: Promise<Changes | undefined>;
  readonly inputs: RevisionWanted &
    AppSpecPlace & {
      readonly githubToken: string | undefined;
      readonly ignoreApplicationStopFailures: boolean;
    };
  readonly signal: AbortSignal;
}

/**
 * Finds which scripts of their current revision the instances run in this deployment. Returns nothing when that fails
 * for any reason: it never fails a deployment.
 */
export async function findPreviousScripts(options: FindPreviousScripts): Promise<readonly Finding[]> {
  const { inputs, signal } = options;
  const [groupState, changes] = await Promise.all([options.groupState, options.changes]);
  const token = inputs.githubToken;
  // After a failure, instances may have either revision. A description may be wrong.
  if (!token || !groupState || groupState.failedSince !== undefined || changes?.source !== 'revision')
    return [];
  const { current, settings } = groupState;
  const revisionType = revisionTypeOf(inputs);
  // Only a bundle can come from a subdirectory; a GitHub revision has its AppSpec file in the root.
  if (revisionType === undefined || current?.revision?.type !== revisionType) return [];
  const place = revisionType === 'GitHub' ? rootPlace : inputs;
  try {
    const previous = await compareScripts({ changes, place, token, signal });
    const run = previous.filter(({ event }) => settings?.eventsOfPrevious.includes(event));
    const { ignoreApplicationStopFailures } = inputs;
    const appspec = posix.join(place.path, place.appspec);
    return previousScriptFindings(run, { sha: changes.base, appspec, ignoreApplicationStopFailures });
  } catch (error) {
    debug(`Cannot read the scripts of the previous revision: ${messageOf(error)}`);
    return [];
  }
}

/** Each script costs two requests when GitHub does not list the changed files. */
const mostScripts = 10;

const rootPlace = { path: '.', appspec: 'appspec.yml' };

interface CompareScripts {
  readonly changes: Changes;
  readonly place: AppSpecPlace;
  readonly token: string;
  readonly signal: AbortSignal;
}

async function compareScripts({
  changes: { repository, base, head, changedPaths },
  place: { path: directory, appspec },
  token,
  signal,
}: CompareScripts): Promise<readonly PreviousScripts[]> {
  const read = (sha: string, path: string): Promise<GitHubFile | undefined> =>
    readGitHubFile({ repository, sha, path: posix.join(directory, path), token, signal });
  const isChanged = async (path: string): Promise<boolean> => {
    if (changedPaths) return changedPaths.has(posix.join(directory, path));
    const [before, after] = await Promise.all([read(base, path), read(head, path)]);
    return before?.sha !== after?.sha;
  };

  const isSame = !(changedPaths?.has(posix.join(directory, appspec)) ?? true);
  const [before, after] = await Promise.all([read(base, appspec), isSame ? undefined : read(head, appspec)]);
  if (!before || (!after && !isSame)) return [];
  const previous = scriptsForNext(before.content);
  if (!changedPaths && [...previous.values()].flat().length > mostScripts) return [];
  const own = after ? scriptsForNext(after.content) : previous;
  return Promise.all(
    [...previous].map(async ([event, scripts]) => {
      const changes = await Promise.all(scripts.map(isChanged));
      const changed = scripts.filter((_, index) => changes[index]);
      return { event, scripts, own: own.get(event) ?? [], changed };
    }),
  );
}

/** Scripts of the revision on the instances that a lifecycle event of the next deployment runs. */
export interface PreviousScripts {
  readonly event: string;
  /** Paths in the bundle. Untrusted. */
  readonly scripts: readonly string[];
  /** The scripts that the commit to deploy has for the event. */
  readonly own: readonly string[];
  /** The entries of `scripts` that the commit to deploy changes or does not have. */
  readonly changed: readonly string[];
}

/**
 * Lists the scripts of the commit `sha` that run in this deployment, and warns when they differ from those of the
 * commit to deploy.
 */
export function previousScriptFindings(
  previous: readonly PreviousScripts[],
  {
    sha,
    appspec,
    ignoreApplicationStopFailures,
  }: { sha: string; appspec: string; ignoreApplicationStopFailures: boolean },
): readonly Finding[] {
  if (previous.length === 0) return [];
  const commit = singleLine(sha).slice(0, 7);
  const list = previous.map(({ event, scripts }) => `${someOf(scripts)} (${event})`).join('; ');
  const rerun = note(
    `In this deployment, instances run these scripts of their current revision, ${commit}, as its ${singleLine(appspec)} says: ${list}.`,
  );
  const surprises = ignoreApplicationStopFailures ? [] : previous.flatMap((each) => surprise(each, commit));
  return bySeverity([rerun, ...surprises]);
}

function surprise({ event, scripts, own, changed }: PreviousScripts, commit: string): Finding[] {
  const difference = differenceOf({ scripts, own, changed });
  if (difference === undefined) return [];
  const text = `${event} runs ${someOf(scripts)} of the instances' current revision, ${commit}. This commit has ${difference}, which takes effect in the next deployment. If the script of ${commit} fails in this deployment, set ignore-application-stop-failures to true for this deployment.`;
  return [warning(text)];
}

function differenceOf({ scripts, own, changed }: Omit<PreviousScripts, 'event'>): string | undefined {
  if (own.length === 0) return 'no script for it';
  if (own.join('\0') !== scripts.join('\0')) return `${someOf(own)} for it`;
  return changed.length > 0 ? `a different ${someOf(changed)}` : undefined;
}
