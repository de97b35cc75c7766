import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type AppSpec, parseAppSpec } from './appspec/appspec.ts';
import { cleanUp } from './cleanup.ts';
import {
  archiveDirectory,
  type DeploymentKey,
  deploymentDirectory,
  INSTRUCTIONS,
  writePointer,
} from './deployment-root.ts';
import { asRuby } from './errno.ts';
import { executeInstruction } from './execute-instruction.ts';
import { planInstallation } from './install-plan.ts';
import type { InstanceRoot } from './instance-root.ts';

/**
 * Removes what the group's previous revision installed, then installs the unpacked one
 * (aws-codedeploy-agent 1.8.1 installer.rb). Throws with the agent's message; what was done until then stays.
 */
export function install(root: InstanceRoot, key: DeploymentKey & { fileExistsBehavior: string }): void {
  const archive = archiveDirectory(deploymentDirectory(key));
  const appSpec = readAppSpec(root, archive);
  mkdirSync(root.followed(INSTRUCTIONS), { recursive: true });

  const cleanupFile = root.followed(posix.join(INSTRUCTIONS, `${key.deploymentGroupId}-cleanup`));
  if (existsSync(cleanupFile)) {
    cleanUp(root, readFileSync(cleanupFile, 'utf8'));
    rmSync(cleanupFile);
  }
  const { fileExistsBehavior } = key;
  const instructions = planInstallation({ appSpec, archive, fileExistsBehavior, disk: root });
  const installFile = posix.join(INSTRUCTIONS, `${key.deploymentGroupId}-install.json`);
  writeFileSync(root.followed(installFile), JSON.stringify({ instructions }));
  writeFileSync(cleanupFile, '');
  const remember = (path: string) => appendFileSync(cleanupFile, `${path}\n`);
  for (const instruction of instructions) executeInstruction(root, instruction, remember);
  writePointer(root, key, 'last_successful_install');
}

/** Unlike the hooks, the installation also finds an `appspec.yaml`. */
function readAppSpec(root: InstanceRoot, archive: string): AppSpec {
  const candidates = ['appspec.yml', 'appspec.yaml'].map((name) => posix.join(archive, name));
  const path = candidates.find(root.exists) ?? posix.join(archive, 'appspec.yml');
  return parseAppSpec(asRuby('rb_sysopen', path, () => readFileSync(root.followed(path))));
}
