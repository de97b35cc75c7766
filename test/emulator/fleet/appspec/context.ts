import { deploymentFailed } from './deployment-failed.ts';
import { at, inspect, string, type Value } from './ruby.ts';

export interface Context {
  /** The agent reads `name`; the `user` of the user guide is ignored. */
  readonly user: Value;
  readonly type: Value;
  readonly range: string | null;
}

const HIGHEST_CATEGORY = 1023;

/** The SELinux `context` of a permission entry. Throws with the agent's message (context_info.rb, range_info.rb). */
export function parseContext(context: Value): Context {
  const type = at(context, 'type');
  if (type === null) {
    throw deploymentFailed(
      `the application specification file specifies an invalid context type (${inspect(context)}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  const range = at(context, 'range');
  return {
    user: at(context, 'name'),
    type,
    range: range === null ? null : checkRange(string(range, 'include?')),
  };
}

/** A range is `s#[-s#][:c#[.c#](,c#[.c#])*]`. */
function checkRange(range: string): string {
  const [sensitivities = '', categories] = splitOnce(range, ':');
  const [low = '', high = low] = splitOnce(sensitivities, '-');
  if (sensitivity(high) < sensitivity(low)) {
    throw deploymentFailed(
      `of a problem with the SELinux range specified (${range}) for the context parameter in the permissions section of the application specification file. Make corrections in the permissions section of the AppSpec file, and then try again.`,
    );
  }
  if (categories !== undefined) checkCategories(categories.split(','));
  return range;
}

function checkCategories(parts: readonly string[]): void {
  const seen = new Set<number>();
  for (const part of parts) {
    const [low = '', high = low] = splitOnce(part, '.');
    const [first, last] = [category(low), category(high)];
    if (last < first) throw new Error(`invalid category range ${low}.${high}`);
    for (let number = first; number <= last; number++) {
      if (seen.has(number)) throw new Error('duplicate categories');
      seen.add(number);
    }
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator);
  const parts = index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
  if (parts.includes('')) throw new Error(`invalid range part ${text}`);
  return parts;
}

function sensitivity(text: string): number {
  if (!/^s\d+$/.test(text)) throw new Error(`invalid sensitivity ${text}`);
  return Number(text.slice(1));
}

function category(text: string): number {
  if (!/^c\d+$/.test(text) || Number(text.slice(1)) > HIGHEST_CATEGORY)
    throw new Error(`invalid category ${text}`);
  return Number(text.slice(1));
}
