import { posix } from 'node:path';

/** A file or symbolic link of the bundle. */
export interface BundleFile {
  /** Relative to the bundle's root. */
  readonly path: string;
  /** Where a symbolic link points; undefined for a file. */
  readonly linkTarget?: string;
}

/** What a path of the bundle resolves to when links are followed; `path` is the real path. */
export type TreeLookup =
  | { readonly kind: 'file' | 'directory'; readonly path: string }
  | { readonly kind: 'missing' }
  /** The path, or a link in it, leads out of the bundle. */
  | { readonly kind: 'outside' };

export interface BundleTree {
  readonly paths: readonly string[];
  find(path: string): TreeLookup;
  linkTarget(path: string): string | undefined;
  /** The sorted names of a directory's entries. */
  entries(directory: string): readonly string[];
}

/** Linux follows at most this many links in one path (path_resolution(7)). */
const mostLinks = 40;

/** Builds the bundle's directory tree. Names on Windows are case-insensitive. */
export function bundleTree(files: readonly BundleFile[], os: 'linux' | 'windows'): BundleTree {
  const fold = (path: string) => (os === 'windows' ? path.toLowerCase() : path);
  const byPath = new Map(files.map((file) => [fold(file.path), file]));
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const { path } of files) addParents(directories, path, fold);

  function find(path: string, links = 0): TreeLookup {
    let at = '';
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    for (const [index, name] of names.entries()) {
      if (name === '..') {
        if (at === '') return { kind: 'outside' };
        at = parent(at);
        continue;
      }
      at = at === '' ? name : `${at}/${name}`;
      const target = byPath.get(fold(at))?.linkTarget;
      if (target === undefined) {
        if (!byPath.has(fold(at)) && !directories.has(fold(at))) return { kind: 'missing' };
        continue;
      }
      if (links >= mostLinks) return { kind: 'missing' };
      if (target.startsWith('/')) return { kind: 'outside' };
      return find(posix.join(parent(at), target, ...names.slice(index + 1)), links + 1);
    }
    return { kind: directories.has(fold(at)) ? 'directory' : 'file', path: at };
  }

  return {
    paths: [...files.map(({ path }) => path), ...directories.keys()],
    find,
    linkTarget: (path) => byPath.get(fold(path))?.linkTarget,
    entries: (directory) => [...(directories.get(fold(directory)) ?? [])].sort(),
  };
}

function parent(path: string): string {
  const directory = posix.dirname(path);
  return directory === '.' ? '' : directory;
}

function addParents(
  directories: Map<string, Set<string>>,
  path: string,
  fold: (path: string) => string,
): void {
  for (let child = path; child !== ''; child = parent(child)) {
    const directory = fold(parent(child));
    const names = directories.get(directory) ?? new Set<string>();
    const isKnown = names.has(posix.basename(child));
    directories.set(directory, names.add(posix.basename(child)));
    if (isKnown) return;
  }
}
