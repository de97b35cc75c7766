import type { Changes } from '../github/compare.ts';
import type { Finding } from '../model/finding.ts';
import { type FindChanges, findChanges } from './find-changes.ts';
import { type FindPreviousScripts, findPreviousScripts } from './previous-scripts.ts';

/** How the commit differs from the one that the group runs. */
export interface LookBack {
  /** `undefined`: not known. */
  readonly changes: Changes | undefined;
  /** About scripts of the revision on the instances. */
  readonly findings: readonly Finding[];
}

export interface LookBackOptions extends Omit<FindChanges, 'commit'>, Omit<FindPreviousScripts, 'changes'> {
  /** The commit to deploy; `undefined`: not known. */
  readonly commit: FindChanges['commit'] | undefined;
  readonly inputs: FindChanges['inputs'] & FindPreviousScripts['inputs'];
}

/** Milliseconds. The action asks GitHub while it makes the bundle, and waits no longer than this. */
const longestLookBack = 3_000;

/** Compares the commit with the one that the group runs. Never fails: it leaves out what it cannot find out. */
export async function lookBack({ commit, ...options }: LookBackOptions): Promise<LookBack> {
  if (!commit) return { changes: undefined, findings: [] };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(longestLookBack)]);
  const changes = findChanges({ ...options, commit, signal });
  const findings = findPreviousScripts({ ...options, changes, signal });
  return { changes: await changes, findings: await findings };
}
