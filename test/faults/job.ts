import type { Fault } from '../emulator/faults.ts';
import { instanceId, scriptedInstance } from '../emulator/fleet/scripted.ts';
import { bucket, type Stage, type StageResult, setStage } from '../scenarios/stage.ts';
import type { Step } from '../support/runner.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

const group = 'fleet';

export interface Job {
  readonly inputs?: Readonly<Record<string, string>>;
  /** How long each lifecycle event takes, in milliseconds. */
  readonly eventTime: number;
  readonly faults?: readonly Fault[];
  /** Another deployment of the group is active. */
  readonly overlapping?: boolean;
  /** Sends the signals of a job that is cancelled. */
  readonly interrupt?: (stage: Stage) => Partial<Step>;
  /** Sends signals to the post step too. The faults are over when it begins. */
  readonly interruptPost?: Partial<Step>;
}

/** Runs a job against an emulator of its own: the main step, and the post step where the main step left it something. */
export async function runJob({ inputs = {}, eventTime, faults = [], ...job }: Job): Promise<Outcome> {
  await using stage = await setStage();
  const { emulator } = stage;
  emulator.fleet.add(scriptedInstance({ id: instanceId(1), tags: { Stage: group }, plan: { eventTime } }));
  await stage.createGroup(group);
  const settings = { 'deployment-group-name': group, 's3-bucket': bucket, ...inputs };
  if (job.overlapping) await stage.run({ ...settings, 'wait-for': 'none' });
  const before = await stage.deploymentsOf(group);
  emulator.faults.add(...faults);
  const main = await stage.run(settings, job.interrupt?.(stage));
  if (job.interrupt) emulator.faults.clear();
  const steps: StageResult[] = [main];
  if (main.state['intent'] !== undefined && main.state['concluded'] === undefined)
    steps.push(await stage.runPost(main, job.interruptPost));
  emulator.faults.clear();
  return await outcomeOf(stage, { group, steps, before });
}
