import type { LifecycleEvent } from '@aws-sdk/client-codedeploy';
import type { Diagnostics } from '../fleet/agent.ts';
import { pause } from '../pause.ts';
import { isApplicationStopEvent, isTrafficEvent } from './lifecycle-events.ts';
import type { InstanceTarget } from './roll-out.ts';
import type { Deployment, Region, Target } from './state.ts';

interface Run {
  readonly deployment: Deployment;
  readonly target: InstanceTarget;
  /** Aborted when the deployment is stopped or the emulator closes. */
  readonly ending: AbortSignal;
}

const succeeded: Diagnostics = { errorCode: 'Success', scriptName: '', message: 'Succeeded', logTail: '' };

const agentAbsent: Diagnostics = {
  errorCode: 'UnknownError',
  scriptName: '',
  message:
    'CodeDeploy agent was not able to receive the lifecycle event. Check the CodeDeploy agent logs on your host and make sure the agent is running and can connect to the CodeDeploy server.',
  logTail: '',
};

const stoppedFirst: Diagnostics = {
  errorCode: 'UnknownError',
  scriptName: '',
  message: 'The deployment was stopped before the agent executed the lifecycle event.',
  logTail: '',
};

/** Takes one instance through events, until one fails; tells whether all succeeded or were passed over. */
export async function runEvents(
  region: Region,
  run: Run,
  events: readonly LifecycleEvent[],
): Promise<boolean> {
  const { deployment, target } = run;
  for (const event of events) {
    await waitForAgent(region, run);
    if (run.ending.aborted) return false;
    complete(target, event, await runEvent(region, run, event));
    if (!isDone(deployment, event)) return false;
  }
  return true;
}

async function runEvent(region: Region, run: Run, event: LifecycleEvent): Promise<Diagnostics> {
  const { target, ending } = run;
  event.startTime = new Date();
  if (!isAgentRunning(region, target)) return agentAbsent;
  event.status = 'InProgress';
  target.lastUpdatedAt = event.startTime;
  // Until the agent has asked for commands and got this one.
  await pause(region.settings.pace, ending);
  if (ending.aborted) return stoppedFirst;
  const name = event.lifecycleEventName ?? '';
  return isTrafficEvent(name) ? succeeded : execute(region, run, name);
}

function execute(region: Region, run: Run, event: string): Promise<Diagnostics> {
  const { deployment, target } = run;
  const { group, request } = deployment;
  return target.instance.agent.execute({
    event,
    deploymentId: deployment.id,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    applicationName: group.application.name,
    deploymentCreator: deployment.creator,
    deploymentType: group.settings.deploymentStyle?.deploymentType ?? 'IN_PLACE',
    revision: deployment.revision,
    fileExistsBehavior: request.fileExistsBehavior ?? 'DISALLOW',
    signal: AbortSignal.any([run.ending, AbortSignal.timeout(region.settings.eventTimeout)]),
  });
}

async function waitForAgent(region: Region, { target, ending }: Run): Promise<void> {
  const { eventStartTimeout, pace } = region.settings;
  const deadline = Date.now() + eventStartTimeout;
  while (!isAgentRunning(region, target) && !ending.aborted && Date.now() < deadline) {
    await pause(pace, ending);
  }
}

/** An instance that has left the fleet has no agent any more. */
function isAgentRunning(region: Region, { instance }: InstanceTarget): boolean {
  return region.fleet.instances.get(instance.id)?.agentRunning === true;
}

function complete(target: Target, event: LifecycleEvent, diagnostics: Diagnostics): void {
  const isSuccess = diagnostics.errorCode === 'Success';
  event.status = isSuccess ? 'Succeeded' : 'Failed';
  event.diagnostics = isSuccess ? succeeded : { ...diagnostics };
  event.endTime = new Date();
  target.lastUpdatedAt = event.endTime;
}

/** Whether the instance may go on after this event. */
function isDone({ request }: Deployment, { lifecycleEventName = '', status }: LifecycleEvent): boolean {
  if (status === 'Succeeded') return true;
  const isPassedOver = request.ignoreApplicationStopFailures && isApplicationStopEvent(lifecycleEventName);
  return status === 'Failed' && isPassedOver === true;
}

/** Ends a target that was begun: Succeeded, Failed or, stopped before its first event, Skipped. */
export function finish(deployment: Deployment, target: Target): void {
  const isSuccess = target.events.every((event) => isDone(deployment, event));
  const hasBegun = target.events.some((event) => event.status !== 'Pending');
  skipPendingEvents(target);
  target.status = isSuccess ? 'Succeeded' : hasBegun ? 'Failed' : 'Skipped';
}

/** Marks the targets that were not begun. */
export function skipPending(targets: readonly Target[]): void {
  for (const target of targets) {
    if (target.status !== 'Pending') continue;
    skipPendingEvents(target);
    target.status = 'Skipped';
  }
}

/** Marks the events that will not come any more. */
export function skipPendingEvents(target: Target): void {
  const now = new Date();
  for (const event of target.events) {
    if (event.status !== 'Pending') continue;
    event.status = 'Skipped';
    // A skipped event has an end and no start.
    event.endTime = now;
  }
  target.lastUpdatedAt = now;
}
