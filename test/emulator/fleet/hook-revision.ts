import type { LifecycleCommand } from './agent.ts';
import { archiveDirectory, deploymentDirectory, type Pointer, readPointer } from './deployment-root.ts';
import type { InstanceRoot } from './instance-root.ts';

type Origin = 'current' | Pointer;

interface Origins {
  readonly usual: Origin;
  /** In the rollback of a blue/green deployment. */
  readonly rollback: Origin;
}

/** The revision whose scripts an event runs (aws-codedeploy-agent 1.8.1 hook_executor.rb). */
const ORIGINS: ReadonlyMap<string, Origins> = new Map([
  ['BeforeBlockTraffic', { usual: 'last_successful_install', rollback: 'most_recent_install' }],
  ['AfterBlockTraffic', { usual: 'last_successful_install', rollback: 'most_recent_install' }],
  ['ApplicationStop', { usual: 'last_successful_install', rollback: 'last_successful_install' }],
  ['BeforeInstall', { usual: 'current', rollback: 'current' }],
  ['AfterInstall', { usual: 'current', rollback: 'current' }],
  ['ApplicationStart', { usual: 'current', rollback: 'current' }],
  ['BeforeAllowTraffic', { usual: 'current', rollback: 'last_successful_install' }],
  ['AfterAllowTraffic', { usual: 'current', rollback: 'last_successful_install' }],
  ['ValidateService', { usual: 'current', rollback: 'current' }],
]);

/** Whether an AppSpec file can have scripts for the event. */
export function isHookEvent(event: string): boolean {
  return ORIGINS.has(event);
}

/** The directory of the deployment whose scripts the event runs; null when there has been none yet. */
export function hookRevision(root: InstanceRoot, command: LifecycleCommand): string | null {
  const current = deploymentDirectory(command);
  const isRollback =
    command.deploymentCreator === 'codeDeployRollback' && command.deploymentType === 'BLUE_GREEN';
  const origin = ORIGINS.get(command.event)?.[isRollback ? 'rollback' : 'usual'] ?? 'current';
  if (origin === 'current' || root.exists(archiveDirectory(current))) return current;
  return readPointer(root, command.deploymentGroupId, origin);
}
