import { posix } from 'node:path';
import type { BundleTree } from './bundle-tree.ts';
import type { OperatingSystem } from './header.ts';

/** An entry of the AppSpec's `files`. */
export interface FileMapping {
  readonly source: string;
  readonly destination: string;
}

export interface PlannedFile {
  /** Its path in the bundle. */
  readonly source: string;
  /** Where it points, if it is a symbolic link; the agent installs it as a link. */
  readonly linkTarget: string | undefined;
}

/** What the agent creates on an instance that has none of it yet. Paths are absolute. */
export interface InstallPlan {
  readonly files: ReadonlyMap<string, PlannedFile>;
  /** Directories. The instance may already have those that are destinations, or above one. */
  readonly directories: ReadonlyMap<string, 'perhaps there' | 'new'>;
  readonly collisions: readonly Collision[];
}

/** Two entries that install different things at one path. */
export interface Collision {
  /** The later of the two. */
  readonly mapping: FileMapping;
  readonly path: string;
  readonly kind: 'two files' | 'file on directory' | 'directory on file';
  /** The paths of the files in the bundle. */
  readonly sources: readonly string[];
}

/** Plans as the agent does (aws-codedeploy-agent 1.8.1, installer.rb): a destination is always a directory. */
export function planInstallation(
  mappings: readonly FileMapping[],
  { tree, os }: { tree: BundleTree; os: OperatingSystem },
): InstallPlan {
  const files = new Map<string, PlannedFile>();
  const directories = new Map<string, 'perhaps there' | 'new'>();
  const collisions: Collision[] = [];

  function copy(mapping: FileMapping, source: string, path: string): void {
    const other = files.get(path);
    if (other) {
      collisions.push({ mapping, path, kind: 'two files', sources: [other.source, source] });
    } else if (directories.has(path)) {
      collisions.push({ mapping, path, kind: 'file on directory', sources: [source] });
    } else files.set(path, { source, linkTarget: tree.linkTarget(source) });
  }

  function makeDirectory(mapping: FileMapping, path: string, isNew: boolean): void {
    const file = files.get(path);
    if (file) collisions.push({ mapping, path, kind: 'directory on file', sources: [file.source] });
    else if (isNew || !directories.has(path)) directories.set(path, isNew ? 'new' : 'perhaps there');
  }

  function copyTree(mapping: FileMapping, from: readonly string[], path: string): void {
    const directory = from.at(-1) ?? '';
    for (const name of tree.entries(directory)) {
      const source = directory === '' ? name : `${directory}/${name}`;
      const found = tree.find(source);
      const destination = posix.join(path, os === 'windows' ? name.toLowerCase() : name);
      if (found.kind !== 'directory') copy(mapping, source, destination);
      else if (!from.includes(found.path)) {
        makeDirectory(mapping, destination, true);
        copyTree(mapping, [...from, found.path], destination);
      }
    }
  }

  for (const mapping of mappings) {
    const destination = installedPath(mapping.destination, os);
    for (const path of ancestors(destination)) makeDirectory(mapping, path, false);
    const found = tree.find(mapping.source);
    if (found.kind === 'directory') copyTree(mapping, [found.path], destination);
    else {
      const source = posix.join(mapping.source).replace(/^\/+/, '');
      copy(mapping, source, posix.join(destination, posix.basename(source)));
    }
  }
  return { files, directories, collisions };
}

/** Makes a path on the instance absolute; a Windows path also gets forward slashes and lower case. */
export function installedPath(path: string, os: OperatingSystem): string {
  return posix.resolve('/', os === 'windows' ? path.replaceAll('\\', '/').toLowerCase() : path);
}

/** The path and its parents except the root, from the top. */
function ancestors(path: string): string[] {
  return path === '/' ? [] : [...ancestors(posix.dirname(path)), path];
}
