import { eventsOfPreviousRevision } from '../model/lifecycle-events.ts';
import type { Mapping, MappingEntry, Value } from './document.ts';
import { type CheckedBundle, sourcePath } from './files.ts';
import { checkKeys, checkRepeatedKeys, givenValue, isNothing, isNull, kindOf, valueAt } from './keys.ts';
import { error, type PlacedProblem, type Problems, warning } from './problem.ts';
import { toText } from './scalar.ts';
import { didYouMean, didYouMeanPath, meantName } from './spelling.ts';
import { checkTimeout, longestEvent } from './timeout.ts';

/** The lifecycle events for which an AppSpec file can have scripts. */
const hookNames = [
  'BeforeBlockTraffic',
  'AfterBlockTraffic',
  'ApplicationStop',
  'BeforeInstall',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
];
const ownEvents = ['Start', 'DownloadBundle', 'Install', 'BlockTraffic', 'AllowTraffic', 'End'];
const fails = 'Every instance fails in BeforeInstall';

/** Checks `hooks` against the bundle. Maps the path of each script that would run to what happens when it fails. */
export function* checkHooks(
  root: Mapping,
  bundle: CheckedBundle,
): Generator<PlacedProblem, Map<string, string>> {
  const found = new Map<string, string>();
  const hooks = givenValue(root, 'hooks');
  if (!hooks) return found;
  if (hooks.kind !== 'mapping') {
    yield error(
      hooks,
      `hooks is ${kindOf(hooks)}. ${fails}, because the agent expects a mapping. Write the name of each lifecycle event as a key, without a dash.`,
    );
    return found;
  }
  yield* checkRepeatedKeys(hooks, hookNames);
  for (const entry of hooks.entries) {
    if (valueAt(hooks, entry.key) !== entry.value) continue;
    yield* checkHookName(entry);
    const event = meantName(entry.key, hookNames) ?? entry.key;
    const scripts = yield* scriptsOf(entry);
    let total = 0;
    for (const script of scripts) {
      const { timeout, path } = yield* checkScript(script, { event, bundle });
      total += timeout;
      if (path !== undefined && !(found.has(path) && eventsOfPreviousRevision.includes(event)))
        found.set(path, failureIn(event));
    }
    if (total > longestEvent) {
      yield warning(
        entry,
        `The timeouts in ${entry.key} add up to ${total} seconds. CodeDeploy ends an event after ${longestEvent} seconds, however long the scripts may take.`,
      );
    }
  }
  return found;
}

/** Whether a top-level key is a lifecycle event, which belongs under `hooks`. */
export function isMisplacedHook({ key }: MappingEntry): boolean {
  return meantName(key, hookNames) !== undefined;
}

export function* checkMisplacedHooks(entries: readonly MappingEntry[]): Problems {
  for (const entry of entries) {
    yield error(
      entry,
      `The agent ignores ${entry.key.trim()} outside of hooks: its scripts never run. Move it under hooks, and indent it with spaces.`,
    );
  }
}

function* checkHookName({ key, value, ...place }: MappingEntry): Problems {
  if (hookNames.includes(key)) return;
  const isEmpty = isNothing(value) || (value.kind === 'list' && value.items.length === 0);
  const message = ownEvents.includes(key)
    ? `CodeDeploy runs ${key} itself: scripts for it never run. Move them to the event before or after it.`
    : `There is no lifecycle event ${JSON.stringify(key)} on instances: its scripts never run.${didYouMean(key, hookNames)}`;
  yield isEmpty ? warning(place, message) : error(place, message);
}

function* scriptsOf({ key, value }: MappingEntry): Generator<PlacedProblem, Mapping[]> {
  if (isNull(value)) return [];
  if (value.kind !== 'list') {
    yield error(
      value,
      `${key} is ${kindOf(value)}. ${fails}, because the agent expects a list of scripts. Begin each with a dash: - location: …`,
    );
    return [];
  }
  const scripts: Mapping[] = [];
  for (const item of value.items) {
    if (item.kind === 'mapping') scripts.push(item);
    else yield error(item, `A script of ${key} is ${kindOf(item)}. ${fails}. Write - location: …`);
  }
  return scripts;
}

interface ScriptContext {
  readonly event: string;
  readonly bundle: CheckedBundle;
}

/** Returns the script's timeout in seconds, and its path in the bundle. */
function* checkScript(
  script: Mapping,
  { event, bundle }: ScriptContext,
): Generator<PlacedProblem, { timeout: number; path: string | undefined }> {
  yield* checkKeys(script, {
    known: ['location', 'timeout', 'runas', 'sudo'],
    where: `a script of ${event}`,
  });
  const timeout = givenValue(script, 'timeout');
  const seconds = timeout ? yield* checkTimeout(timeout) : undefined;
  yield* checkUser(script, bundle);
  return { timeout: seconds ?? 0, path: yield* checkLocation(script, { event, bundle }) };
}

function* checkUser(script: Mapping, { os }: CheckedBundle): Problems {
  const runas = givenValue(script, 'runas');
  if (os === 'windows' && runas) {
    yield warning(runas, 'The agent ignores runas on Windows: the script runs as the user of the agent.');
  } else if (runas) yield* isTakenAsWritten(runas, 'runas');
  const sudo = givenValue(script, 'sudo');
  if (!sudo || os === 'windows') return;
  const means = sudo.kind === 'scalar' ? sudo.source.toLowerCase() : '';
  yield ['false', 'no', 'off', '0', ''].includes(means)
    ? error(
        sudo,
        `Agent 1.x takes sudo: ${kindOf(sudo)} for yes; agent 2.x refuses the file. Write sudo: false, without quotes.`,
      )
    : warning(
        sudo,
        'sudo is not documented, and it hides the environment variables of CodeDeploy from the script. Use runas: root.',
      );
}

function* checkLocation(
  script: Mapping,
  { event, bundle: { tree, os } }: ScriptContext,
): Generator<PlacedProblem, string | undefined> {
  const value = valueAt(script, 'location');
  const text = value && locationOf(value);
  if (!value || text === undefined) {
    yield error(value ?? script, `A script of ${event} has no location. ${fails}.`);
    return undefined;
  }
  if (!(yield* isTakenAsWritten(value, 'location'))) return undefined;
  const location = sourcePath(text, os);
  const found = tree.find(location);
  const failsIn = failureIn(event);
  if (found.kind === 'outside') {
    yield warning(
      value,
      `The script ${text} is outside the bundle. An instance that does not have it fails in ${event}.`,
    );
  } else if (found.kind === 'directory') {
    yield error(value, `The script ${text} is a directory. ${failsIn}. Name the file.`);
  } else if (found.kind === 'missing') {
    const [program = ''] = location.split(/\s/, 1);
    const remedy =
      program !== location && tree.find(program).kind === 'file'
        ? ' The agent passes no arguments: write a script that calls it with them.'
        : didYouMeanPath(location.replace(/^(\.?\/)+/, ''), tree.paths);
    yield error(value, `The script ${JSON.stringify(text)} is not in the bundle. ${failsIn}.${remedy}`);
  } else if (os === 'linux' && /[\s&|;<>()$`'"\\]/.test(location)) {
    yield error(
      value,
      `The name of the script ${JSON.stringify(text)} has spaces or characters that are special to a shell, and the agent does not quote it. ${failsIn}. Rename the file.`,
    );
  } else return found.path;
  return undefined;
}

function failureIn(event: string): string {
  return eventsOfPreviousRevision.includes(event)
    ? `The deployment after this one fails in ${event}, on every instance`
    : `Every instance fails in ${event}`;
}

/** The location of a script, as agent 1.x reads it. */
export function locationOf(value: Value): string | undefined {
  const text = value.kind === 'scalar' ? toText(value.value, value.source).trim() : '';
  return text === '' ? undefined : text;
}

/** Agent 1.x turns a number or a boolean into a string; agent 2.x accepts only a string. */
function* isTakenAsWritten(value: Value, key: string): Generator<PlacedProblem, boolean> {
  if (value.kind === 'scalar' && typeof value.value === 'string') return true;
  const taken = value.kind === 'scalar' ? toText(value.value, value.source) : undefined;
  if (value.kind === 'scalar' && taken === value.source) {
    yield warning(value, `${key} is ${kindOf(value)}. ${refusedByAgent2} Write it in quotes.`);
    return true;
  }
  const meaning = taken === undefined ? '' : ` Agent 1.x reads it as the string ${taken}.`;
  yield error(value, `${key} is ${kindOf(value)}.${meaning} ${refusedByAgent2} Write a string, in quotes.`);
  return false;
}

const refusedByAgent2 = 'Agent 2.x refuses the file, because it expects a string.';
