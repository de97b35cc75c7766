import type { Value } from './document.ts';
import { kindOf } from './keys.ts';
import { error, type Place, type PlacedProblem } from './problem.ts';

const fails = 'Every instance fails in BeforeInstall';
const form = 'An entry is [default:][user:|group:|mask:|other:][name]:rwx';

/**
 * Checks `acls` (aws-codedeploy-agent 1.8.1, ace_info.rb). Returns the place of a default entry, which only directories
 * can have.
 */
export function* checkAcls(acls: Value): Generator<PlacedProblem, Place | undefined> {
  if (acls.kind !== 'list') {
    yield error(acls, `acls is ${kindOf(acls)}, but the agent expects a list. ${fails}.`);
    return undefined;
  }
  let defaultEntry: Place | undefined;
  for (const item of acls.items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') {
      yield error(
        item,
        `An entry of acls is ${kindOf(item)}, but the agent expects a string. ${fails}. Write it in quotes.`,
      );
      continue;
    }
    const problem = problemOf(item.value);
    if (problem !== undefined) yield error(item, `${problem} ${fails}.`);
    else if (isDefaultEntry(item.value)) defaultEntry = item;
  }
  return defaultEntry;
}

const types: Readonly<Record<string, string>> = { u: 'user', g: 'group', m: 'mask', o: 'other' };

function problemOf(entry: string): string | undefined {
  const parts = entry.split(':');
  const isDefault = isDefaultEntry(entry);
  const [permissions = '', name = '', prefix, ...more] = (isDefault ? parts.slice(1) : parts).toReversed();
  const invalid = `${JSON.stringify(entry)} is not an ACL entry. ${form}.`;
  if (parts.length < 2 || more.length > 0 || (prefix !== undefined && typeOf(prefix) === undefined))
    return invalid;
  const bare = prefix === undefined && ['mask', 'other'].includes(typeOf(name) ?? '');
  const type = typeOf(bare ? name : (prefix ?? 'user'));
  const named = !bare && name !== '';
  if ((type === 'mask' || type === 'other') && named) return invalid;
  if (!isDefault && type !== 'mask' && !named) {
    return `${JSON.stringify(entry)} is an ACL entry without a name, which the agent refuses because mode sets these permissions. Set mode instead.`;
  }
  return /^(?:[0-7]|[rwx-]*)$/.test(permissions)
    ? undefined
    : `The permissions of the ACL entry ${JSON.stringify(entry)} may contain only r, w, x and -.`;
}

/** In an entry of two parts, `d` is the name of a user. */
function isDefaultEntry(entry: string): boolean {
  return /^(?:d|default):.*:/s.test(entry);
}

function typeOf(word: string): string | undefined {
  return Object.entries(types).find((names) => names.includes(word))?.[1];
}
