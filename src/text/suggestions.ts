import { singleLine } from './escape.ts';

/** The names that someone who wrote `wanted` may have meant, nearest first, at most five. */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const tolerated = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((name) => ({ name, distance: distance(wanted, name, tolerated) }))
    .filter(({ name, distance }) => distance <= tolerated && distance < Math.max(wanted.length, name.length))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
}

/** A shorter prefix would match too many names. */
const shortestBeginning = 3;

/** The Levenshtein distance, except that case, missing parent directories and missing ends cost nothing. */
function distance(wanted: string, name: string, tolerated: number): number {
  const [a, b] = [wanted.toLowerCase(), name.toLowerCase()];
  if (a.endsWith(`/${b}`) || b.endsWith(`/${a}`)) return 0;
  if (a.length >= shortestBeginning && b.startsWith(a)) return 0;
  return Math.abs(a.length - b.length) > tolerated ? Number.POSITIVE_INFINITY : editDistance(a, b);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const shown = 5;

/** `a, b, c, d, e and 4 more`, safe to show in one line. */
export function someOf(names: readonly string[]): string {
  const list = names.slice(0, shown).map(singleLine).join(', ');
  return names.length > shown ? `${list} and ${names.length - shown} more` : list;
}
