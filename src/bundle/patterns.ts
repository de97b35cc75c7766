import { Minimatch } from 'minimatch';

/** A glob of the `include` or `exclude` input. */
export interface Pattern {
  readonly text: string;
  /** Whether it matches the path, or a directory that the path is in. */
  matches(path: string): boolean;
  /** Whether it may match something in the directory. */
  reaches(directory: string): boolean;
}

/** `*` and `**` also match hidden files, and every system is case-sensitive. */
const options = { dot: true, nocase: false, nocomment: true, nonegate: true, platform: 'linux' } as const;

export function createPattern(text: string): Pattern {
  const glob = new Minimatch(text, options);
  const memory = new Map<string, boolean>();
  function matches(path: string): boolean {
    const known = memory.get(path);
    if (known !== undefined) return known;
    const parent = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    const found = glob.match(path) || (parent !== '' && matches(parent));
    memory.set(path, found);
    return found;
  }
  return { text, matches, reaches: (directory) => matches(directory) || glob.match(directory, true) };
}

/** What to say of patterns that match nothing, when one is a list with commas in place of lines. */
export function suggestLines(patterns: readonly Pattern[]): string {
  const parts = patterns
    .map(({ text }) => (/[{[(]/.test(text) ? [] : text.split(',').map((part) => part.trim())))
    .find(({ length }) => length > 1);
  return parts
    ? ` Did you mean ${parts.map((part) => JSON.stringify(part)).join(' and ')}, each on a line of its own?`
    : '';
}
