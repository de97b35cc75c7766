import { deploymentFailed } from './deployment-failed.ts';
import { each, string, type Value } from './ruby.ts';

export interface AccessControlEntry {
  /** `[default:](user|group|mask|other):[name]:rwx`, as setfacl takes it. */
  readonly text: string;
  readonly isDefault: boolean;
}

const DEFAULT = ['d', 'default'];
const TYPES = new Map([
  ['u', 'user'],
  ['user', 'user'],
  ['g', 'group'],
  ['group', 'group'],
  ['m', 'mask'],
  ['mask', 'mask'],
  ['o', 'other'],
  ['other', 'other'],
]);

/** The `acls` of a permission entry. Throws with the agent's message (ace_info.rb). */
export function parseAcls(acls: Value): readonly AccessControlEntry[] {
  return each(acls).map((entry) => parseEntry(string(entry, 'split')));
}

/** `[default:][type:]name:permissions`, read from its end. */
function parseEntry(entry: string): AccessControlEntry {
  const parts = entry.split(':');
  const [permissions = '', last = '', prefix, outer] = parts.toReversed();
  const prefixIsDefault = prefix !== undefined && DEFAULT.includes(prefix);
  const isValid =
    parts.length >= 2 &&
    parts.length <= 4 &&
    (outer === undefined || (DEFAULT.includes(outer) && !prefixIsDefault)) &&
    (prefix === undefined || prefixIsDefault || TYPES.has(prefix));
  if (!isValid) throw invalidEntry(entry);

  const isDefault = prefixIsDefault || outer !== undefined;
  const { type, name } = typeAndName(prefixIsDefault ? undefined : prefix, last);
  if ((type === 'mask' || type === 'other') && name !== '') throw invalidEntry(entry);
  if (!isDefault && type !== 'mask' && name === '') {
    throw deploymentFailed(
      `of a problem with the acls permission settings in the application specification file. Use mode to set the base acl entry (${entry}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  return {
    text: `${isDefault ? 'default:' : ''}${type}:${name}:${parsePermissions(entry, permissions)}`,
    isDefault,
  };
}

/** Without a type before it, `m` and `o` are types themselves; any other name is a user's. */
function typeAndName(prefix: string | undefined, last: string): { type: string; name: string } {
  const lastAsType = TYPES.get(last);
  const type = prefix === undefined ? undefined : TYPES.get(prefix);
  if (lastAsType !== 'mask' && lastAsType !== 'other') return { type: type ?? 'user', name: last };
  return type === undefined ? { type: lastAsType, name: '' } : { type, name: lastAsType };
}

function parsePermissions(entry: string, permissions: string): string {
  const letters = /^[0-7]$/.test(permissions) ? fromDigit(Number(permissions)) : permissions;
  const invalid = /[^rwx-]/.exec(letters);
  if (invalid !== null) {
    throw deploymentFailed(
      `the access control list (ACL) named ${entry} in the application specification file contains an invalid character (${invalid[0]}). Correct the ACL in the hooks section of the AppSpec file, and then try again.`,
    );
  }
  return ['r', 'w', 'x'].map((letter) => (letters.includes(letter) ? letter : '-')).join('');
}

function fromDigit(digit: number): string {
  return `${digit & 4 ? 'r' : ''}${digit & 2 ? 'w' : ''}${digit & 1 ? 'x' : ''}`;
}

function invalidEntry(entry: string): Error {
  return deploymentFailed(
    `of a problem with the acls permission settings in the application specification file. Invalid acl entry (${entry}).`,
  );
}
