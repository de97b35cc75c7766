import type { LifecycleEvent } from '../model/deployment.ts';
import { cleanLines } from '../text/escape.ts';

/** The agent keeps 2,048 characters of a script's output; CodeDeploy lets it send 4 KB. No more than this is shown. */
export const longestLogTail = 8 * 1024;

/** What the agent writes before a script's output, and before each line of it. */
const agentLine = /^(LifecycleEvent|Script) - /;
const streamName = /^\[std(out|err)\]/;

/** What a script wrote last, without what the agent wrote between, and without empty lines at the end. */
export function lastWords({ diagnostics }: LifecycleEvent): string[] {
  const tail = (diagnostics?.logTail ?? '').trimEnd().slice(-longestLogTail);
  const lines = cleanLines(tail)
    .filter((line) => !agentLine.test(line))
    .map((line) => line.replace(streamName, ''));
  while (lines.at(-1)?.trim() === '') lines.pop();
  while (lines[0]?.trim() === '') lines.shift();
  return lines;
}
