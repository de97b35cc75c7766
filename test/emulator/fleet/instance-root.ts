import { existsSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The directory that serves an emulated instance as `/`. Paths are the instance's own unless they are called the host's. */
export interface InstanceRoot {
  readonly directory: string;
  /** The host's path of the thing itself, a symbolic link included. */
  host(path: string): string;
  /** The host's path of what is found when all symbolic links are followed. */
  followed(path: string): string;
  /** Follows links; a dangling link does not exist. */
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** Names of a directory's entries, sorted, hidden ones included. */
  entries(path: string): readonly string[];
  /** A text in which every host path of the instance is written as the instance sees it. */
  shown(text: string): string;
}

const MAX_LINKS = 40;

/** Makes `directory`, which exists on the host, the root of an instance. Links never lead out of it. */
export function instanceRoot(directory: string): InstanceRoot {
  const real = realpathSync(directory);
  const followed = (path: string) => resolveWithin(real, path, true);
  const stats = (path: string) =>
    path === '' ? undefined : statSync(followed(path), { throwIfNoEntry: false });
  return {
    directory: real,
    host: (path) => resolveWithin(real, path, false),
    followed,
    exists: (path) => path !== '' && existsSync(followed(path)),
    isDirectory: (path) => stats(path)?.isDirectory() ?? false,
    entries: (path) => readdirSync(followed(path)).sort(),
    shown: (text) => text.replaceAll(`${real}/`, '/').replaceAll(real, '/'),
  };
}

function resolveWithin(root: string, path: string, followLast: boolean): string {
  let pending = components(path);
  let resolved: string[] = [];
  for (let links = 0; pending.length > 0; ) {
    const [name = '', ...rest] = pending;
    pending = rest;
    if (name === '..') {
      resolved.pop();
      continue;
    }
    const target = rest.length > 0 || followLast ? linkTarget(join(root, ...resolved, name)) : null;
    if (target === null) {
      resolved.push(name);
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw new Error(`Too many levels of symbolic links - ${path}`);
    if (target.startsWith('/')) resolved = [];
    pending = [...components(withoutRoot(root, target)), ...rest];
  }
  return join(root, ...resolved);
}

function components(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function linkTarget(hostPath: string): string | null {
  try {
    return readlinkSync(hostPath);
  } catch {
    return null; // not a link, or nothing there
  }
}

/** Scripts make links to host paths, with `"$INSTANCE_ROOT/…"`. */
function withoutRoot(root: string, target: string): string {
  return target === root || target.startsWith(`${root}/`) ? target.slice(root.length) : target;
}
