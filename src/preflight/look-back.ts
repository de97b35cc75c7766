import type { Changes } from '../github/compare.ts';
import type { Finding } from '../model/finding.ts';
import { type FindChanges, findChanges } from './find-changes.ts';
import { type FindPreviousScripts, findPreviousScripts } from './previous-scripts.ts';

/** What the commit changes for a group that runs another one. */
export interface LookBack {
  /** `undefined`: not known. */
  readonly changes: Changes | undefined;
  /** About scripts of the revision that the instances have. */
  readonly findings: readonly Finding[];
}

export interface LookBackOptions extends Omit<FindChanges, 'commit'>, Omit<FindPreviousScripts, 'changes'> {
  /** The commit to be deployed; `undefined`: not known. */
  readonly commit: FindChanges['commit'] | undefined;
  readonly inputs: FindChanges['inputs'] & FindPreviousScripts['inputs'];
}

/** Milliseconds. GitHub is asked while the bundle is made; nobody waits for it longer than this. */
const longestLookBack = 3_000;

/** Compares the commit with the one that the group runs. Never fails: what can't be known is not said. */
export async function lookBack({ commit, ...options }: LookBackOptions): Promise<LookBack> {
  if (!commit) return { changes: undefined, findings: [] };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(longestLookBack)]);
  const changes = findChanges({ ...options, commit, signal });
  const findings = findPreviousScripts({ ...options, changes, signal });
  return { changes: await changes, findings: await findings };
}
