import { pause } from '../pause.ts';
import { runHook } from './hooks.ts';
import { skipPendingEvents } from './instance-run.ts';
import { interruption, manualStop } from './outcome.ts';
import type { Deployment, Region, Target } from './state.ts';

/** What is under way to a function or a service. */
export interface Run {
  readonly region: Region;
  readonly deployment: Deployment;
  readonly target: Target;
  /** Aborted when the deployment is stopped or the emulator closes. */
  readonly ending: AbortSignal;
}

/** What the service does itself in an event. Throws an Interruption when it fails. */
export type Action = () => void | Promise<void>;

/**
 * Takes the target through events: an event does what `actions` has for it, or invokes the function that `hooks` names,
 * or nothing. Throws an Interruption at the first that fails, or when the deployment is stopped.
 */
export async function runSteps(
  run: Run,
  events: readonly string[],
  {
    actions = {},
    hooks = new Map(),
  }: { actions?: Readonly<Record<string, Action>>; hooks?: ReadonlyMap<string, string> },
): Promise<void> {
  const { region, deployment, target, ending } = run;
  target.status = 'InProgress';
  for (const name of events) {
    const hook = hooks.get(name);
    await runStep(run, name, async () => {
      await actions[name]?.();
      if (hook !== undefined && !actions[name]) await runHook(region, deployment, { name: hook, ending });
    });
  }
}

async function runStep({ region, target, ending }: Run, name: string, act: Action): Promise<void> {
  const event = target.events.find(({ lifecycleEventName }) => lifecycleEventName === name);
  if (!event) throw new Error(`The target ${target.id} has no event ${name}`);
  event.startTime = new Date();
  event.status = 'InProgress';
  target.lastUpdatedAt = event.startTime;
  try {
    await pause(region.settings.pace, ending);
    if (!ending.aborted) await act();
    if (ending.aborted) throw interruption(manualStop);
    event.status = 'Succeeded';
  } catch (error) {
    event.status = 'Failed';
    target.status = 'Failed';
    skipPendingEvents(target);
    throw error;
  } finally {
    event.endTime = new Date();
    target.lastUpdatedAt = event.endTime;
  }
}
