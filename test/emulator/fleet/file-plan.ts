import { posix } from 'node:path';
import { deploymentFailed } from './appspec/deployment-failed.ts';
import type { Instruction } from './install-instruction.ts';

/** The files and directories that an installation is going to make, without two for the same place. */
export interface FilePlan {
  readonly instructions: readonly Instruction[];
  /** Destinations of the files. */
  readonly files: ReadonlySet<string>;
  readonly directories: ReadonlySet<string>;
  copy(source: string, destination: string): void;
  makeDirectory(path: string): void;
}

/** An empty plan. Adding to it throws, with the agent's message, what collides (install_instruction.rb). */
export function startFilePlan(): FilePlan {
  const instructions: Instruction[] = [];
  const sources = new Map<string, string>();
  const directories = new Set<string>();
  return {
    instructions,
    directories,
    get files() {
      return new Set(sources.keys());
    },
    copy(source, path) {
      const destination = expandPath(path);
      const other = sources.get(destination);
      if (other !== undefined) {
        throw deploymentFailed(
          `the application specification file specifies two source files named ${source} and ${other} for the same destination (${destination}). Remove one of the source file paths from the AppSpec file, and then try again.`,
        );
      }
      if (directories.has(destination)) {
        throw deploymentFailed(
          `the application specification file calls for installing the file ${source}, but a file with that name already exists at the location (${destination}). Update your AppSpec file or directory structure, and then try again.`,
        );
      }
      sources.set(destination, source);
      instructions.push({ type: 'copy', source, destination });
    },
    makeDirectory(path) {
      const directory = expandPath(path);
      const file = sources.get(directory);
      if (file !== undefined) {
        throw deploymentFailed(
          `the application specification file includes an mkdir command more than once for the same destination path (${directory}) from (${file}). Update the files section of the AppSpec file, and then try again.`,
        );
      }
      if (directories.has(directory)) return;
      directories.add(directory);
      instructions.push({ type: 'mkdir', directory });
    },
  };
}

/** Ruby's File.expand_path for an agent that runs as root in `/`. */
export function expandPath(path: string): string {
  return posix.resolve('/', path.replace(/^~(?=\/|$)/, '/root'));
}
