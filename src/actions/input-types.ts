import type { Meant } from './misunderstandings.ts';

/** Returns an input's text, `''` when it is not set: the shape of `core.getInput`. */
export type GetInput = (name: string) => string;

/** Turns the text of an input into its value; `undefined` when it does not accept the text. */
export type Parser<T> = (text: string) => T | undefined;

/** A parser and a description of what it accepts. */
export interface Accepted<T> {
  readonly parse: Parser<T>;
  readonly accepted: string;
  /** What a text that is not accepted may have meant. */
  readonly meant?: Meant;
}

export function oneOf<const T extends string>(...values: readonly T[]): Accepted<T> {
  return { parse: (text) => values.find((value) => value === text), accepted: values.join(', ') };
}

export function matching(pattern: RegExp, accepted: string, meant?: Meant): Accepted<string> {
  return { parse: (text) => (pattern.test(text) ? text : undefined), accepted, ...(meant && { meant }) };
}

export const boolean: Accepted<boolean> = {
  parse: (text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined),
  accepted: 'true, false',
};

const secondsOfUnit: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** Longer than any deployment may take, and below a timer's limit of 2^31 milliseconds. */
const longestHours = 240;

/** A duration such as `90s`, `30m` or `2h`, in milliseconds; at least `minimumSeconds`. */
export function duration(minimumSeconds: number): Accepted<number> {
  return {
    parse: (text) => {
      const [, amount, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
      const seconds = Number(amount) * (secondsOfUnit[unit ?? ''] ?? Number.NaN);
      return seconds >= minimumSeconds && seconds <= longestHours * 3600 ? seconds * 1000 : undefined;
    },
    accepted: `a whole number with s, m or h, such as 90s, 30m or 2h, from ${minimumSeconds}s to ${longestHours}h`,
  };
}

/** A path relative to a directory of the repository, with `/`, without `.` segments; `.` is the directory itself. */
export const relativePath: Accepted<string> = {
  parse: (text) => {
    const segments = text.split('/').filter((segment) => segment !== '' && segment !== '.');
    const absolute = text.startsWith('/') || /^[A-Za-z]:|\\|\0/.test(text);
    return absolute || segments.includes('..') ? undefined : segments.join('/') || '.';
  },
  accepted: 'a relative path with forward slashes, without ".."',
};

/** Globs, one per line, relative to a directory of the repository. Drops slashes at their ends. */
export const globs: Accepted<readonly string[]> = {
  parse: (text) => parseGlobs(text, isRelativeGlob),
  accepted: 'globs, one per line, relative to path, with forward slashes, without ".." or a leading "!"',
};

/** The same, but a glob may begin with `../` to name files outside the directory. */
export const globsAround: Accepted<readonly string[]> = {
  parse: (text) => parseGlobs(text, (pattern) => isRelativeGlob(pattern.replace(/^(\.\.\/)+/, ''))),
  accepted:
    'globs, one per line, relative to path, with forward slashes, with ".." only at the beginning, without a leading "!"',
};

function parseGlobs(text: string, isAccepted: (pattern: string) => boolean): readonly string[] | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const patterns = lines.map((line) => line.replace(/^(\.\/+)+/, '').replace(/\/+$/, ''));
  return patterns.length > 0 && patterns.every(isAccepted) ? patterns : undefined;
}

function isRelativeGlob(pattern: string): boolean {
  return pattern !== '' && !/^[/!]|[\\\0]|(^|\/)\.{1,2}(\/|$)/.test(pattern);
}

/** Lines `NAME=value`. */
export const assignments: Accepted<ReadonlyMap<string, string>> = {
  parse: (text) => {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
    const pairs = lines.map((line) => /^\s*(\w+)=(.*?)\s*$/.exec(line));
    const values = new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
    return pairs.includes(null) || values.size < pairs.length ? undefined : values;
  },
  accepted: 'lines NAME=value, each name once, with letters, digits and _',
};

const rollbackEvents = [
  'DEPLOYMENT_FAILURE',
  'DEPLOYMENT_STOP_ON_ALARM',
  'DEPLOYMENT_STOP_ON_REQUEST',
] as const;
export type RollbackEvent = (typeof rollbackEvents)[number];

/** Rollback events, one per line or separated by commas, or `disabled` for none. */
export const autoRollback: Accepted<readonly RollbackEvent[]> = {
  parse: (text) => {
    if (text === 'disabled') return [];
    const words = text.split(/[\s,]+/).filter((word) => word !== '');
    const events = rollbackEvents.filter((event) => words.includes(event));
    return words.length > 0 && words.every((word) => events.some((event) => event === word))
      ? events
      : undefined;
  },
  accepted: `one or more of ${rollbackEvents.join(', ')}, one per line; or disabled`,
};
