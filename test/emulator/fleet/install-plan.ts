import { posix } from 'node:path';
import type { AppSpec, FileMapping } from './appspec/appspec.ts';
import { deploymentFailed } from './appspec/deployment-failed.ts';
import { pathComponent } from './appspec/ruby.ts';
import { type FilePlan, startFilePlan } from './file-plan.ts';
import type { Instruction } from './install-instruction.ts';
import { planPermissions } from './permission-plan.ts';

/** What a plan has to know of the instance before anything is installed. Links are followed. */
export interface Disk {
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  entries(path: string): readonly string[];
}

export interface Installation {
  readonly appSpec: AppSpec;
  /** Where the revision is unpacked. */
  readonly archive: string;
  /** The deployment's option; the AppSpec file's own value has precedence. */
  readonly fileExistsBehavior: string;
  readonly disk: Disk;
}

/**
 * The instructions that install a revision, in order (aws-codedeploy-agent 1.8.1 installer.rb). All conflicts are found
 * here, before anything is written. Throws with the agent's message.
 */
export function planInstallation(installation: Installation): readonly Instruction[] {
  const plan = startFilePlan();
  for (const mapping of installation.appSpec.files) planMapping(plan, installation, mapping);
  const permissions = planPermissions(installation.appSpec.permissions, plan, installation.disk);
  return [...plan.instructions, ...permissions];
}

/** The destination is always a directory: a file gets the name in it that it has in the revision. */
function planMapping(plan: FilePlan, installation: Installation, mapping: FileMapping): void {
  const { archive, disk } = installation;
  const source = join(archive, pathComponent(mapping.source));
  const destination = pathComponent(mapping.destination);
  if (disk.isDirectory(source)) {
    planMissingAncestors(plan, disk, destination);
    planDirectory(plan, installation, source, destination);
  } else {
    const file = join(destination, posix.basename(source));
    planMissingAncestors(plan, disk, file);
    planFile(plan, installation, source, file);
  }
}

function planMissingAncestors(plan: FilePlan, disk: Disk, destination: string): void {
  const missing: string[] = [];
  let directory = posix.dirname(destination);
  while (!disk.exists(directory) && directory !== '.' && directory !== '/') {
    missing.unshift(directory);
    directory = posix.dirname(directory);
  }
  for (const ancestor of missing) plan.makeDirectory(ancestor);
}

function planDirectory(
  plan: FilePlan,
  installation: Installation,
  source: string,
  destination: string,
): void {
  const { disk } = installation;
  if (!disk.isDirectory(destination)) plan.makeDirectory(destination);
  for (const name of disk.entries(source)) {
    const [from, to] = [join(source, name), join(destination, name)];
    if (disk.isDirectory(from)) planDirectory(plan, installation, from, to);
    else planFile(plan, installation, from, to);
  }
}

function planFile(plan: FilePlan, installation: Installation, source: string, destination: string): void {
  const behavior = installation.appSpec.fileExistsBehavior ?? installation.fileExistsBehavior.toUpperCase();
  if (!installation.disk.exists(destination) || behavior === 'OVERWRITE') plan.copy(source, destination);
  else if (behavior === 'DISALLOW') {
    throw deploymentFailed(`a specified file already exists at this location: ${destination}`);
  } else if (behavior !== 'RETAIN') {
    throw deploymentFailed(
      `an invalid option was specified for fileExistsBehavior: ${behavior}. Valid options include OVERWRITE, RETAIN, and DISALLOW.`,
    );
  }
}

/** Ruby's File.join, which keeps `..` and a trailing slash. */
function join(directory: string, name: string): string {
  return `${directory.replace(/\/+$/, '')}/${name.replace(/^\/+/, '')}`;
}
