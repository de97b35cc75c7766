import { posix } from 'node:path';
import { debug } from '@actions/core';
import type { Inputs } from '../actions/inputs.ts';
import { scriptsForNext } from '../appspec/scripts-for-next.ts';
import { messageOf } from '../control/errors.ts';
import type { History } from '../deployment/group-state.ts';
import { type GitHubFile, readGitHubFile } from '../github/file.ts';
import type { Finding } from '../model/finding.ts';
import type { Changes } from '../report/changes.ts';
import { type PreviousScripts, previousScriptFindings } from './previous-script-findings.ts';

export interface FindPreviousScripts {
  readonly history: Promise<History | undefined>;
  /** From the commit that the group runs to the one to be deployed. */
  readonly changes: Promise<Changes | undefined>;
  readonly inputs: Pick<
    Inputs,
    'revision' | 's3Bucket' | 'path' | 'appspec' | 'githubToken' | 'ignoreApplicationStopFailures'
  >;
  readonly signal: AbortSignal;
}

/**
 * What to know of the scripts that instances run of the revision that they have. Nothing when it can't be known, for
 * whatever reason: a deployment never fails for it.
 */
export async function findPreviousScripts(options: FindPreviousScripts): Promise<readonly Finding[]> {
  const { inputs, signal } = options;
  const [history, changes] = await Promise.all([options.history, options.changes]);
  const token = inputs.githubToken;
  // After a failure, instances may have one revision or the other; a description need not be true.
  if (!token || !history || history.failedSince !== undefined || changes?.source !== 'revision') return [];
  const { current, settings } = history;
  const revisionType = inputs.revision?.type ?? (inputs.s3Bucket ? 'S3' : 'GitHub');
  // What a bundle has from a path, a commit on GitHub has in its root.
  if (current?.revision?.type !== revisionType) return [];
  const place = revisionType === 'GitHub' ? rootPlace : inputs;
  try {
    const previous = await compareScripts({ changes, place, token, signal });
    const run = previous.filter(({ event }) => settings?.eventsOfPrevious.includes(event));
    const { ignoreApplicationStopFailures } = inputs;
    const appspec = posix.join(place.path, place.appspec);
    return previousScriptFindings(run, { sha: changes.base, appspec, ignoreApplicationStopFailures });
  } catch (error) {
    debug(`The scripts of the previous revision are not known: ${messageOf(error)}`);
    return [];
  }
}

/** Each costs two requests when GitHub does not tell which files have changed. */
const mostScripts = 10;

const rootPlace = { path: '.', appspec: 'appspec.yml' };

interface CompareScripts {
  readonly changes: Changes;
  readonly place: Pick<Inputs, 'path' | 'appspec'>;
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
