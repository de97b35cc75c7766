import { ActionError } from '../control/errors.ts';
import { someOf } from '../text/suggestions.ts';
import { parentsOf } from './paths.ts';

/**
 * @throws ActionError for names that instances would not get unchanged: with control characters (`unzip` alters them),
 * not in UTF-8, with segments that lead elsewhere, or below a path that is a file.
 */
export function assertNames(paths: readonly string[]): void {
  const unusable = paths.filter((path) => hasControlCharacter(path) || path.includes('\ufffd'));
  if (unusable.length > 0) {
    throw new ActionError(
      `Some file names are not UTF-8 or have control characters, and cannot be deployed: ${someOf(unusable.map((path) => JSON.stringify(path)))}. Rename them, or leave them out with exclude.`,
    );
  }
  const leading = paths.filter((path) =>
    path.split('/').some((segment) => /^(\.{0,2}|\.git)$/i.test(segment)),
  );
  if (leading.length > 0) {
    throw new ActionError(
      `Some file names have parts that no file of a bundle may have ("..", "." or ".git"): ${someOf(leading)}. Leave them out with exclude.`,
    );
  }
  const all = new Set(paths);
  const both = paths.filter((path) => parentsOf(path).some((parent) => all.has(parent)));
  if (both.length > 0) {
    throw new ActionError(
      `Some files are in a directory that is also a file or a link: ${someOf(both)}. A file of the commit has become a directory in the workspace. Leave one of the two out with exclude.`,
    );
  }
}

/** Groups of paths that differ only in case. */
export function sameButForCase(paths: readonly string[]): string[][] {
  const groups = Map.groupBy(
    paths.flatMap((path) => [path, ...parentsOf(path)]),
    (path) => path.toLowerCase(),
  );
  return [...groups.values()].map((group) => [...new Set(group)]).filter(({ length }) => length > 1);
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f');
}
