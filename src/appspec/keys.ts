import type { Mapping, MappingEntry, Value } from './document.ts';
import { error, type Problems, warning } from './problem.ts';
import { didYouMean, meantName } from './spelling.ts';

/** The last value of a key, which is the one that counts. Undefined when the key is absent. */
export function valueAt({ entries }: Mapping, key: string): Value | undefined {
  return entries.findLast((entry) => entry.key === key)?.value;
}

/** Like `valueAt`, but undefined for null and false, for which Ruby's `||` takes the default. */
export function givenValue(mapping: Mapping, key: string): Value | undefined {
  const value = valueAt(mapping, key);
  return value && isNothing(value) ? undefined : value;
}

export function isNull(value: Value): boolean {
  return value.kind === 'scalar' && value.value === null;
}

export function isNothing(value: Value): boolean {
  return value.kind === 'scalar' && (value.value === null || value.value === false);
}

/** Describes a value in a sentence. */
export function kindOf(value: Value): string {
  if (value.kind === 'mapping') return 'a mapping';
  if (value.kind === 'list') return 'a list';
  return isNull(value) ? 'nothing' : `the ${scalarKind(value.value)} ${value.source}`;
}

function scalarKind(value: unknown): string {
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'number';
}

/** In any other mapping, these keys are wrongly indented. */
const topLevelKeys = ['files', 'permissions', 'hooks'];

/**
 * Finds keys that the agent ignores, and repeated keys. A misspelt key is an error, because its value has no effect.
 */
export function* checkKeys(
  mapping: Mapping,
  { known, where }: { known: readonly string[]; where: string },
): Problems {
  for (const entry of mapping.entries) {
    if (known.includes(entry.key)) continue;
    const meant = meantName(entry.key, known);
    if (topLevelKeys.includes(entry.key)) {
      yield error(
        entry,
        `The agent ignores ${entry.key} in ${where}. Write it at the top level, without indentation.`,
      );
      continue;
    }
    const ignored = `The agent ignores ${entry.key === '' ? 'this key' : entry.key} in ${where}.`;
    yield meant !== undefined && valueAt(mapping, meant) === undefined
      ? error(entry, `${ignored} Write it as ${meant}.`)
      : warning(entry, `${ignored}${didYouMean(entry.key, known)}`);
  }
  yield* checkRepeatedKeys(mapping, known);
}

/** Finds repeated keys: agent 1.x takes the last one; agent 2.x refuses the file. */
export function* checkRepeatedKeys({ entries }: Mapping, known: readonly string[]): Problems {
  for (const [index, entry] of entries.entries()) {
    const later = entries.slice(index + 1).find(({ key }) => key === entry.key);
    if (!later || !known.includes(entry.key)) continue;
    const message = `${entry.key} is repeated in line ${later.line}. Agent 1.x ignores this one; agent 2.x refuses the file.`;
    yield isSame(entry, later)
      ? warning(entry, `${message} Remove one of them.`)
      : error(entry, `${message} Put everything under one of them.`);
  }
}

function isSame(a: MappingEntry, b: MappingEntry): boolean {
  return content(a.value) === content(b.value);
}

function content(value: Value): string {
  if (value.kind === 'scalar') return JSON.stringify([value.source, value.isQuoted]);
  if (value.kind === 'list') return `[${value.items.map(content).join()}]`;
  return `{${value.entries.map(({ key, value }) => `${JSON.stringify(key)}:${content(value)}`).join()}}`;
}
