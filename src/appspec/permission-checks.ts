import { posix } from 'node:path';
import type { Scalar } from './document.ts';
import type { InstallPlan } from './install-plan.ts';
import { effectiveMode } from './mode.ts';
import { everything, type PermissionScope, type PermissionTargets } from './permission-targets.ts';
import { error, type Place, type Problems, warning } from './problem.ts';

const inInstall = 'Every instance fails in Install, after the previous revision was removed';

/** An entry of `permissions` that is valid enough to tell which paths it applies to. */
export interface PermissionEntry extends PermissionScope {
  readonly place: Place;
  readonly patternPlace: Place | undefined;
  readonly exceptPlaces: readonly Scalar[];
  readonly mode: Scalar | undefined;
  /** Whether it sets an owner, group or mode, which fails on a dangling link. */
  readonly followsLinks: boolean;
  readonly hasTypes: boolean;
  readonly defaultAcl: Place | undefined;
}

/** An entry of `permissions`, and the paths it applies to. */
export interface PermissionWithTargets {
  readonly permission: PermissionEntry;
  readonly targets: PermissionTargets;
}

/** Checks an entry of `permissions` against what is installed. */
export function* checkTargets({ permission, targets }: PermissionWithTargets, plan: InstallPlan): Problems {
  const { object, place, patternPlace, pattern, types, defaultAcl } = permission;
  const { files, directories } = targets;
  if (plan.files.has(object) && types.includes('file')) {
    if (pattern !== everything) {
      yield error(
        patternPlace ?? place,
        `The object ${object} is a file, which cannot have a pattern. ${inInstall}. Remove the pattern, or name the directory as the object.`,
      );
    }
    const [except] = permission.exceptPlaces;
    if (except)
      yield error(
        except,
        `The object ${object} is a file, which cannot have an except. ${inInstall}. Remove except.`,
      );
  } else if (files.length + directories.length === 0) {
    yield warning(
      place,
      `This entry applies to nothing that is installed, and has no effect. ${whyNothing(permission, plan)}`,
    );
  }
  if (defaultAcl && files[0] !== undefined) {
    yield error(
      defaultAcl,
      `Only directories can have a default ACL, but this entry also applies to the file ${files[0]}. ${inInstall}. Add type: [directory].`,
    );
  }
  yield* checkExceptions(permission, targets);
  yield* checkDirectoryMode(permission, directories);
  yield* checkLinks(permission, files, plan);
}

function whyNothing({ object, pattern, types }: PermissionEntry, plan: InstallPlan): string {
  if (types.length === 0) return 'Its list of types is empty.';
  if (pattern.includes('/') || /[?[\]{}]/.test(pattern)) {
    return `The pattern ** matches everything below the object; any other pattern matches only names directly below it, and its only wildcard is *.`;
  }
  const isBelow = [...plan.files.keys(), ...plan.directories.keys()].some((path) =>
    path.startsWith(`${object}/`),
  );
  if (isBelow) return `Nothing that is installed below ${object} matches its pattern and types.`;
  return plan.directories.has(object)
    ? `An entry applies to what is below its object, not to ${object} itself.`
    : `${object} is neither an installed file nor a directory above one. Write the path on the instance.`;
}

/** The agent compares an except with the names directly below the object, so one with a slash never matches. */
function* checkExceptions(permission: PermissionEntry, { files, directories }: PermissionTargets): Problems {
  for (const except of permission.exceptPlaces) {
    if (!except.source.includes('/')) continue;
    const meant = posix.resolve(permission.object, except.source);
    const message = `${except.source} excepts nothing: the agent compares except with the names directly below the object.`;
    yield files.includes(meant) || directories.includes(meant)
      ? error(except, `${message} It still sets the permissions of ${meant}.`)
      : warning(except, message);
  }
}

function* checkDirectoryMode({ mode, hasTypes }: PermissionEntry, directories: readonly string[]): Problems {
  if (!mode || hasTypes || directories[0] === undefined) return;
  const digits = effectiveMode(mode).slice(-3);
  if (!/^[0246]{3}$/.test(digits)) return;
  yield warning(
    mode,
    `The mode ${mode.source} also applies to directories, such as ${directories[0]}, which then only root can enter. Add type: [file].`,
  );
}

function* checkLinks(
  { place, followsLinks }: PermissionEntry,
  files: readonly string[],
  plan: InstallPlan,
): Problems {
  if (!followsLinks) return;
  for (const path of files) {
    const target = plan.files.get(path)?.linkTarget;
    if (target === undefined) continue;
    const destination = posix.resolve(posix.dirname(path), target);
    if (plan.files.has(destination) || plan.directories.has(destination)) continue;
    yield warning(
      place,
      `${path} is a symbolic link to ${destination}, which this bundle does not install. If the instance does not have it, setting its permissions fails in Install.`,
    );
  }
}

/** Finds paths that two entries apply to, which makes Install fail. */
export function* checkOverlaps(entries: readonly PermissionWithTargets[], plan: InstallPlan): Problems {
  const owners = new Map<string, PermissionEntry>();
  for (const { permission, targets } of entries) {
    const { files, directories } = targets;
    const shared = new Map<PermissionEntry, string[]>();
    for (const path of [...files, ...directories]) {
      const owner = owners.get(path);
      if (owner) shared.set(owner, [...(shared.get(owner) ?? []), path]);
      else owners.set(path, permission);
    }
    for (const [owner, paths] of shared) yield overlap(permission, owner, paths, plan);
  }
}

function overlap(
  permission: PermissionEntry,
  owner: PermissionEntry,
  paths: readonly string[],
  plan: InstallPlan,
) {
  const certain = paths.filter((path) => plan.directories.get(path) !== 'perhaps there');
  const [path = paths[0] ?? '', ...more] = certain;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  const what = `The entry in line ${owner.place.line} also applies to ${path}${others}, and the agent sets the permissions of a path only once.`;
  const remedy = 'Narrow one of them with pattern, except or type.';
  return certain.length > 0
    ? error(permission.place, `${what} ${inInstall}. ${remedy}`)
    : warning(
        permission.place,
        `${what} If the directory is not on the instance yet, Install fails. ${remedy}`,
      );
}
