import type { Mapping, MappingEntry, Scalar } from '../document.ts';
import { error, type Place, type Problems } from '../problem.ts';

/** The entry with a key, in any case: CodeDeploy's own documents capitalize these keys inconsistently. */
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

/** Reports each key that is absent or empty. */
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
