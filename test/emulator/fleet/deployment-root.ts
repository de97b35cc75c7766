import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { InstanceRoot } from './instance-root.ts';

/** The agent's `root_dir` setting. */
export const DEPLOYMENT_ROOT = '/opt/codedeploy-agent/deployment-root';
export const INSTRUCTIONS = `${DEPLOYMENT_ROOT}/deployment-instructions`;

/** The agent's `max_revisions` setting. */
const MAX_REVISIONS = 5;

export interface DeploymentKey {
  readonly deploymentGroupId: string;
  readonly deploymentId: string;
}

/** Files in which the agent remembers the directory of an earlier deployment of a group. */
export type Pointer = 'last_successful_install' | 'most_recent_install';

/** The directory of one deployment. */
export function deploymentDirectory({ deploymentGroupId, deploymentId }: DeploymentKey): string {
  return posix.join(DEPLOYMENT_ROOT, deploymentGroupId, deploymentId);
}

/** Where a deployment's bundle is unpacked. */
export function archiveDirectory(deployment: string): string {
  return posix.join(deployment, 'deployment-archive');
}

/** The deployment directory that a pointer of the group names; null before the first one. */
export function readPointer(root: InstanceRoot, groupId: string, pointer: Pointer): string | null {
  const file = pointerFile(groupId, pointer);
  return root.exists(file) ? readFileSync(root.followed(file), 'utf8').trimEnd() : null;
}

/** Points to the directory of this deployment. */
export function writePointer(root: InstanceRoot, key: DeploymentKey, pointer: Pointer): void {
  mkdirSync(root.followed(INSTRUCTIONS), { recursive: true });
  writeFileSync(root.followed(pointerFile(key.deploymentGroupId, pointer)), deploymentDirectory(key));
}

/** Removes the group's oldest deployment directories beyond the agent's limit, never the last successful one. */
export function pruneRevisions(root: InstanceRoot, key: DeploymentKey): void {
  const group = posix.join(DEPLOYMENT_ROOT, key.deploymentGroupId);
  const others = readdirSync(root.followed(group))
    .map((name) => posix.join(group, name))
    .filter((directory) => directory !== deploymentDirectory(key));
  const extra = others.length - MAX_REVISIONS + 1;
  if (extra <= 0) return;
  const lastSuccessful = readPointer(root, key.deploymentGroupId, 'last_successful_install');
  const modified = (directory: string) => statSync(root.followed(directory)).mtimeMs;
  const oldest = others
    .filter((directory) => directory !== lastSuccessful)
    .sort((a, b) => modified(a) - modified(b))
    .slice(0, extra);
  for (const directory of oldest) rmSync(root.host(directory), { recursive: true, force: true });
}

function pointerFile(groupId: string, pointer: Pointer): string {
  return posix.join(INSTRUCTIONS, `${groupId}_${pointer}`);
}
