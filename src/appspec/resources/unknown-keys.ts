import type { Mapping, MappingEntry, Scalar } from '../document.ts';
import { error, type Place, type Problems } from '../problem.ts';

/** An entry by its key. CodeDeploy's own documents write these keys in capitals and in small letters. */
export function entryOf({ entries }: Mapping, key: string): MappingEntry | undefined {
  return entries.findLast((entry) => entry.key.toLowerCase() === key.toLowerCase());
}

export function mappingAt(mapping: Mapping, key: string): Mapping | undefined {
  const value = entryOf(mapping, key)?.value;
  return value?.kind === 'mapping' ? value : undefined;
}

/** A scalar that is not empty. */
export function textAt(mapping: Mapping, key: string): Scalar | undefined {
  const value = entryOf(mapping, key)?.value;
  return value?.kind === 'scalar' && value.source.trim() !== '' && value.value !== null ? value : undefined;
}

/** An error for each of the keys that has no text. */
export function* checkTexts(
  mapping: Mapping,
  { keys, where }: { keys: readonly string[]; where: string },
): Problems {
  for (const key of keys) {
    if (textAt(mapping, key)) continue;
    const place: Place = entryOf(mapping, key) ?? mapping;
    yield error(place, `${where} has no ${key}.`);
  }
}
