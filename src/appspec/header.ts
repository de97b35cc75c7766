import type { Mapping, Value } from './document.ts';
import { givenValue, isNull, kindOf, valueAt } from './keys.ts';
import { error, type Problems } from './problem.ts';
import { didYouMean } from './spelling.ts';

export type OperatingSystem = 'linux' | 'windows';

const fails = 'Every instance fails in BeforeInstall';
const behaviors = ['DISALLOW', 'OVERWRITE', 'RETAIN'];

/** The operating system that the file is for; Linux when `os` is missing or invalid. */
export function operatingSystem(root: Mapping): OperatingSystem {
  const os = valueAt(root, 'os');
  return os?.kind === 'scalar' && os.value === 'windows' ? 'windows' : 'linux';
}

/** Checks `version`, `os` and `file_exists_behavior` (aws-codedeploy-agent 1.8.1, application_specification.rb). */
export function* checkHeader(root: Mapping): Problems {
  yield* checkVersion(root);
  yield* checkOs(root);
  yield* checkFileExistsBehavior(valueAt(root, 'file_exists_behavior'));
}

function* checkVersion(root: Mapping): Problems {
  const version = valueAt(root, 'version');
  if (!version || isNull(version)) {
    const at = version ?? misspelt(root, 'version') ?? root;
    yield error(at, `The file has no version. ${fails}. Write version: 0.0 at its top.`);
  } else if (!isZero(version)) {
    const quoted = version.kind === 'scalar' && version.isQuoted && /^0+(\.0*)?$/.test(version.source);
    yield error(
      version,
      quoted
        ? `The version is a string, because it is quoted, but the agent expects the number 0.0. ${fails}. Remove the quotes.`
        : `The version is ${kindOf(version)}, but the agent knows only 0.0. ${fails}.`,
    );
  }
}

function isZero(version: Value): boolean {
  return version.kind === 'scalar' && (version.value === 0n || version.value === 0);
}

function* checkOs(root: Mapping): Problems {
  const os = valueAt(root, 'os');
  const remedy = 'Write os: linux or os: windows, in lower case.';
  if (!os || isNull(os)) {
    yield error(os ?? misspelt(root, 'os') ?? root, `The file has no os. ${fails}. ${remedy}`);
  } else if (os.kind !== 'scalar' || (os.value !== 'linux' && os.value !== 'windows')) {
    yield error(os, `The os is ${kindOf(os)}, which the agent does not know. ${fails}. ${remedy}`);
  }
}

/** The entry whose key differs only in case. */
function misspelt(root: Mapping, key: string): Mapping['entries'][number] | undefined {
  return root.entries.find((entry) => entry.key.toLowerCase() === key);
}

function* checkFileExistsBehavior(value: Value | undefined): Problems {
  if (!value || isNull(value) || isBehavior(value)) return;
  const given = value.kind === 'scalar' ? value.source : '';
  yield error(
    value,
    `file_exists_behavior is ${kindOf(value)}. ${fails}, because the agent knows only ${behaviors.join(', ')}, in capitals.${didYouMean(given, behaviors)}`,
  );
}

function isBehavior(value: Value): boolean {
  return value.kind === 'scalar' && typeof value.value === 'string' && behaviors.includes(value.value);
}

/** The items of the list under a key; none when the key is absent. Agent 1.x fails on anything but a list. */
export function* checkedList(
  root: Mapping,
  key: string,
): Generator<ReturnType<typeof error>, readonly Value[]> {
  const value = givenValue(root, key);
  if (!value) return [];
  if (value.kind === 'list') return value.items;
  yield error(
    value,
    `${key} is ${kindOf(value)}, but the agent expects a list. ${fails}. Begin each of its entries with a dash.`,
  );
  return [];
}
