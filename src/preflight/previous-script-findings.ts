import type { Finding } from '../model/finding.ts';
import { bySeverity } from '../model/finding.ts';
import { singleLine } from '../text/escape.ts';
import { someOf } from '../text/suggestions.ts';

/** Scripts of the revision that the instances have, which a lifecycle event of the next deployment runs. */
export interface PreviousScripts {
  readonly event: string;
  /** Paths in the bundle. Untrusted. */
  readonly scripts: readonly string[];
  /** Those that the commit to be deployed has for the event. */
  readonly own: readonly string[];
  /** Of the former, those that the commit to be deployed has with another content, or not at all. */
  readonly changed: readonly string[];
}

/** What to know of the scripts that run of the commit `sha` by its AppSpec file: which they are, and whether that is a surprise. */
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
  const note: Finding = {
    severity: 'note',
    text: `In this deployment, instances run scripts of the revision that they have, ${commit}, by ${singleLine(appspec)} of that commit: ${list}.`,
  };
  const surprises = ignoreApplicationStopFailures ? [] : previous.flatMap((each) => surprise(each, commit));
  return bySeverity([note, ...surprises]);
}

function surprise({ event, scripts, own, changed }: PreviousScripts, commit: string): Finding[] {
  const difference = differenceOf({ scripts, own, changed });
  if (difference === undefined) return [];
  const text = `${event} runs ${someOf(scripts)} of the revision that the instances have, ${commit}. This commit has ${difference}, which counts from the next deployment on. If the one of ${commit} fails now, set ignore-application-stop-failures to true for this deployment.`;
  return [{ severity: 'warning', text }];
}

function differenceOf({ scripts, own, changed }: Omit<PreviousScripts, 'event'>): string | undefined {
  if (own.length === 0) return 'no script for it';
  if (own.join('\0') !== scripts.join('\0')) return `${someOf(own)} for it`;
  return changed.length > 0 ? `another ${someOf(changed)}` : undefined;
}
