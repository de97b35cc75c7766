import { deploymentFailed } from './appspec/deployment-failed.ts';
import { checkFileAcls, checkFileObject, type Permission, reaches } from './appspec/permission.ts';
import { pathComponent, toS, type Value } from './appspec/ruby.ts';
import { expandPath, type FilePlan } from './file-plan.ts';
import type { Instruction, SecurityContext } from './install-instruction.ts';
import type { Disk } from './install-plan.ts';

/**
 * The instructions that set the permissions of what a deployment installs: of an object that is copied, or of what is
 * made below an object that is a directory. Nothing else is reached. Throws with the agent's message.
 */
export function planPermissions(
  permissions: readonly Permission[],
  plan: FilePlan,
  disk: Pick<Disk, 'isDirectory'>,
): readonly Instruction[] {
  const seen = new Set<string>();
  return permissions.flatMap((permission) =>
    reachedBy(permission, plan, disk).flatMap((path) => {
      if (seen.has(path)) {
        throw deploymentFailed(
          `the permissions setting for (${path}) is specified more than once in the application specification file. Update the files section of the AppSpec file, and then try again.`,
        );
      }
      seen.add(path);
      return settings(permission, path);
    }),
  );
}

function reachedBy(
  permission: Permission,
  plan: FilePlan,
  disk: Pick<Disk, 'isDirectory'>,
): readonly string[] {
  const object = expandPath(permission.object);
  const includesFiles = permission.type.includes('file');
  if (plan.files.has(object)) {
    if (!includesFiles) return [];
    checkFileObject(permission);
    return [object];
  }
  if (!plan.directories.has(object) && !disk.isDirectory(permission.object)) return [];
  const below = (paths: ReadonlySet<string>) =>
    [...paths].filter((path) => reaches(permission, object, path));
  const files = includesFiles ? below(plan.files) : [];
  if (files.length > 0) checkFileAcls(permission);
  return [...files, ...(permission.type.includes('directory') ? below(plan.directories) : [])];
}

function settings({ mode, acls, context, owner, group }: Permission, file: string): readonly Instruction[] {
  const instructions: Instruction[] = [];
  if (mode !== null) instructions.push({ type: 'chmod', mode, file });
  if (acls !== null) instructions.push({ type: 'setfacl', acl: acls.map((entry) => entry.text), file });
  if (context !== null) instructions.push({ type: 'semanage', context: securityContext(context), file });
  if (owner !== null || group !== null) {
    instructions.push({ type: 'chown', owner: name(owner), group: name(group), file });
  }
  return instructions;
}

/** The agent cannot write a context without a range, although the user guide calls it optional. */
function securityContext({ user, type, range }: NonNullable<Permission['context']>): SecurityContext {
  if (range === null) throw new Error("undefined method `get_range' for nil:NilClass");
  return { user: user === null ? null : toS(user), role: null, type: toS(type), range };
}

function name(value: Value): string | null {
  return value === null ? null : pathComponent(value);
}
