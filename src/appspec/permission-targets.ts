import { posix } from 'node:path';
import type { InstallPlan } from './install-plan.ts';

/** The keys that select the installed paths an entry of `permissions` applies to. */
export interface PermissionScope {
  /** Absolute. */
  readonly object: string;
  readonly pattern: string;
  readonly except: readonly string[];
  readonly types: readonly string[];
}

export interface PermissionTargets {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

export const everything = '**';

/**
 * The installed paths that an entry applies to (aws-codedeploy-agent 1.8.1, installer.rb and linux_permission_info.rb):
 * the object itself if it is a file, otherwise what is installed below it. An entry never applies to a directory that
 * exists already, nor to an object that is a directory.
 */
export function targetsOf(scope: PermissionScope, plan: InstallPlan): PermissionTargets {
  const { object, types } = scope;
  const withFiles = types.includes('file');
  if (plan.files.has(object)) return { files: withFiles ? [object] : [], directories: [] };
  const below = (paths: Iterable<string>) => [...paths].filter((path) => isTarget(scope, path));
  return {
    files: withFiles ? below(plan.files.keys()) : [],
    directories: types.includes('directory') ? below(plan.directories.keys()) : [],
  };
}

/**
 * `**` matches at every depth. Other patterns, and `except`, match only names directly below the object; `*` is their only
 * wildcard.
 */
function isTarget({ object, pattern, except }: PermissionScope, path: string): boolean {
  const name = posix.relative(object, path);
  if (name === '' || name.startsWith('../') || name === '..') return false;
  const isIncluded = pattern === everything || matches(name, pattern);
  return isIncluded && !except.some((glob) => matches(name, glob));
}

function matches(name: string, glob: string): boolean {
  const literal = glob.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return !name.includes('/') && new RegExp(`^${literal.join('.*')}$`, 's').test(name);
}
