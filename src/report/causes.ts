import type { LifecycleEvent, Snapshot } from '../model/deployment.ts';
import { type Failure, failuresOf, interruptionsOf } from './failure.ts';
import { lastWords } from './last-words.ts';

/** What failed, on all that failed alike. */
export interface Cause {
  /** Of the first that failed so. */
  readonly event: LifecycleEvent;
  readonly failures: readonly Failure[];
  /** What the script wrote last. */
  readonly words: readonly string[];
}

/** So many of the last lines must be the same. */
const linesCompared = 5;
/** What differs from one to the next although the cause is the same: times, addresses. */
const incidental = /\d{4}-\d\d-\d\d|\d\d?:\d\d(:\d\d)?([.,]\d+)?|\b\d{1,3}(\.\d{1,3}){3}\b/g;

/** Each cause once, the one that hit the most first; of those that hit as many, the earliest. */
export function causesOf(snapshot: Snapshot): Cause[] {
  return grouped(failuresOf(snapshot));
}

/** The same for scripts that were ended together with the deployment. */
export function interruptedCausesOf(snapshot: Snapshot): Cause[] {
  return grouped(interruptionsOf(snapshot));
}

function grouped(all: readonly Failure[]): Cause[] {
  const groups = Map.groupBy(all, likeness);
  const causes = [...groups.values()].flatMap((failures): Cause[] => {
    const event = failures[0]?.event;
    return event ? [{ event, failures, words: lastWords(event) }] : [];
  });
  return causes.sort((a, b) => b.failures.length - a.failures.length);
}

/** Failures that are the same by script, code and last lines. */
function likeness({ target, event }: Failure): string {
  const { scriptName, errorCode, message = '' } = event.diagnostics ?? {};
  const last = lastWords(event).slice(-linesCompared).join('\n');
  const own = `${message}\n${last}`.replaceAll(target.id, '').replace(incidental, '');
  return JSON.stringify([event.name, scriptName, errorCode, own]);
}
