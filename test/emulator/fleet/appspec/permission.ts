import { type AccessControlEntry, parseAcls } from './acl.ts';
import { type Context, parseContext } from './context.ts';
import { deploymentFailed } from './deployment-failed.ts';
import { each, hash, inspect, orElse, string, toS, type Value } from './ruby.ts';

export interface Permission {
  readonly object: string;
  readonly pattern: Value;
  readonly except: readonly Value[];
  readonly type: readonly Value[];
  readonly owner: Value;
  readonly group: Value;
  /** Octal digits. */
  readonly mode: string | null;
  readonly acls: readonly AccessControlEntry[] | null;
  readonly context: Context | null;
}

const EVERYTHING = '**';
const TYPES = ['file', 'directory'];

/** One entry of the AppSpec's `permissions`. Throws with the agent's message (application_specification.rb). */
export function parsePermission(entry: Value): Permission {
  const settings = hash(entry, 'has_key?');
  const setting = (key: string) => settings.get(key) ?? null;
  if (setting('object') === null) throw noObject();
  const permission = {
    pattern: orElse(setting('pattern'), EVERYTHING),
    except: each(orElse(setting('except'), [])),
    type: parseTypes(orElse(setting('type'), TYPES)),
    owner: setting('owner'),
    group: setting('group'),
    mode: setting('mode') === null ? null : parseMode(setting('mode')),
    acls: setting('acls') === null ? null : parseAcls(setting('acls')),
    context: setting('context') === null ? null : parseContext(setting('context')),
  };
  const object = toS(setting('object')).trim();
  if (object === '') throw noObject();
  return { object, ...permission };
}

function noObject(): Error {
  return deploymentFailed(
    `a permission listed in the application specification file has no object value. Update the permissions section of the AppSpec file, and then try again.`,
  );
}

function parseTypes(types: Value): readonly Value[] {
  return each(types).map((type) => {
    if (typeof type === 'string' && TYPES.includes(type)) return type;
    throw deploymentFailed(
      `the application specification filespecifies a permission for an object type not supported for permissions (${toS(type)}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  });
}

/** An unquoted `0644` is YAML for 420, so that the file gets mode 0420: the agent sees the number, never the text. */
function parseMode(value: Value): string {
  const mode = toS(value).padStart(3, '0');
  if (mode.length > 4) {
    throw deploymentFailed(
      `the length of a permissions mode (${mode}) in the application specification file is invalid. Permissions modes must be between one and four characters long. Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  const invalid = /[^0-7]/.exec(mode);
  if (invalid !== null) {
    throw deploymentFailed(
      `the permissions mode (${mode}) in the application specification file contains an invalid character (${invalid[0]}). Update the permissions section of the AppSpec file, and then try again.`,
    );
  }
  return mode;
}

/** Throws when the object is a file that is copied, and the entry has settings that only a directory can have. */
export function checkFileObject(permission: Permission): void {
  if (permission.pattern !== EVERYTHING) {
    throw deploymentFailed(
      `the application specification file includes an object (${permission.object}) with an invalid pattern (${toS(permission.pattern)}), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, and then try again.`,
    );
  }
  if (permission.except.length > 0) {
    throw deploymentFailed(
      `the except parameter for a pattern in the permissions section (${inspect(permission.except)}) for the object named ${permission.object} contains an invalid format. Update the AppSpec file, and then try again.`,
    );
  }
  checkFileAcls(permission);
}

/** Throws when a default ACL, which only a directory can have, reaches a file. */
export function checkFileAcls(permission: Permission): void {
  if (permission.acls?.some((entry) => entry.isDefault) !== true) return;
  throw deploymentFailed(
    `the -d parameter has been specified to apply an acl setting to a file. This parameter is supported for directories only. Update the AppSpec file, and then try again.`,
  );
}

/**
 * Whether a permission entry reaches `path`. Both are absolute and normalized. `**` reaches every depth below the
 * object; any other pattern, and `except`, know only `*` and see names directly below the object.
 */
export function reaches(permission: Permission, object: string, path: string): boolean {
  const directory = object.endsWith('/') ? object : `${object}/`;
  if (!path.startsWith(directory)) return false;
  const name = path.slice(directory.length);
  const included = permission.pattern === EVERYTHING || matchesGlob(name, permission.pattern);
  return included && !permission.except.some((glob) => matchesGlob(name, glob));
}

function matchesGlob(name: string, glob: Value): boolean {
  if (name.includes('/')) return false;
  const parts = string(glob, 'chars').split('*');
  const source = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*');
  return new RegExp(`^${source}$`, 's').test(name);
}
