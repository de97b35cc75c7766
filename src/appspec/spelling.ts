import { basename } from 'node:path/posix';
import { nearNames } from '../text/suggestions.ts';

/** The known name that `word` misspells: in case, in separators, or by one letter wrong, missing, extra or swapped. */
export function meantName(word: string, known: readonly string[]): string | undefined {
  return known.find((name) => isSlip(letters(word), letters(name)));
}

/** ` Did you mean x or y?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = meantName(word, known);
  const near = meant === undefined ? nearNames(word, known).slice(0, 3) : [meant];
  return near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
}

/** ` Did you mean a/path?`, or nothing: similar paths with a similar file name, or the same name elsewhere. */
export function didYouMeanPath(path: string, paths: readonly string[]): string {
  const name = basename(path);
  const near = nearNames(path, paths).filter((other) => nearNames(name, [basename(other)]).length > 0);
  const elsewhere = paths.filter((other) => basename(other) === name);
  const meant = [...new Set([...elsewhere, ...near])].slice(0, 3);
  return meant.length > 0 ? ` Did you mean ${meant.join(' or ')}?` : '';
}

function letters(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

function isSlip(a: string, b: string): boolean {
  if (a === b) return true;
  if (b.length < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  const swapped = `${restB[1] ?? ''}${restB[0] ?? ''}${restB.slice(2)}`;
  return (
    [restB, `${restA[0]}${restB}`, `${restA[0]}${restB.slice(1)}`, swapped].includes(restA) ||
    restA === restB.slice(1)
  );
}
