import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { Fault } from '../emulator/faults.ts';
import { instanceId, scriptedInstance } from '../emulator/fleet/scripted.ts';
import { bucket, type Stage, type StageResult, setStage, shop } from '../scenarios/stage.ts';
import type { Step } from '../support/runner.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

const group = 'fleet';

/** With more than one part of 5 MiB, of which git makes little. */
const shopWithFilm = { ...shop, 'public/film': 'x'.repeat(9 * 1024 * 1024) };

export interface Job {
  readonly inputs?: Readonly<Record<string, string>>;
  /** The bundle is large enough to be uploaded in two parts. */
  readonly isLarge?: boolean;
  /** How long each lifecycle event takes, in milliseconds. */
  readonly eventTime: number;
  readonly faults?: readonly Fault[];
  /** Another deployment of the group is active. */
  readonly overlapping?: boolean;
  /** The group runs an earlier revision. */
  readonly isRunning?: boolean;
  /** Sends the signals of a job that is cancelled. */
  readonly interrupt?: (stage: Stage) => Partial<Step>;
  /** Sends signals to the post step too. The faults are over when it begins. */
  readonly interruptPost?: Partial<Step>;
}

/** Runs a job against an emulator of its own: the main step, and the post step where the main step left it something. */
export async function runJob({
  inputs = {},
  isLarge = false,
  eventTime,
  faults = [],
  ...job
}: Job): Promise<Outcome> {
  await using stage = await setStage(isLarge ? shopWithFilm : shop);
  const { emulator } = stage;
  const plan = { eventTime: 0 };
  emulator.fleet.add(scriptedInstance({ id: instanceId(1), tags: { Stage: group }, plan }));
  await stage.createGroup(group);
  const settings = {
    'deployment-group-name': group,
    's3-bucket': bucket,
    ...(isLarge && { 'bundle-type': 'tar' }),
    ...inputs,
  };
  if (job.isRunning) await deployEarlier(stage);
  plan.eventTime = eventTime;
  if (job.overlapping) await stage.run({ ...settings, 'wait-for': 'none' });
  const before = await stage.deploymentsOf(group);
  emulator.faults.add(...faults);
  // What rolls back need not take as long.
  const quickened = (step: Partial<Step> = {}): Partial<Step> => ({
    ...step,
    onLine(line, ...of) {
      if (job.isRunning && line.startsWith('Stopping deployment')) plan.eventTime = 50;
      step.onLine?.(line, ...of);
    },
  });
  let isInterrupted = false;
  const main = await stage.run(
    settings,
    quickened(
      watching(job.interrupt?.(stage), () => {
        isInterrupted = true;
      }),
    ),
  );
  if (job.interrupt) emulator.faults.clear();
  const steps: StageResult[] = [main];
  const { intent, concluded, parts = '' } = main.state;
  if ((intent !== undefined && concluded === undefined) || parts !== '')
    steps.push(await stage.runPost(main, quickened(job.interruptPost)));
  emulator.faults.clear();
  assertMet(faults, steps);
  if (job.interrupt) assert.ok(isInterrupted, 'The step got no signal.');
  return await outcomeOf(stage, { group, steps, before });
}

/** The same step, which tells of each signal that it is sent. */
function watching({ onStart, onLine, onSummary }: Partial<Step> = {}, onSignal: () => void): Partial<Step> {
  const watched = (kill: (signal: NodeJS.Signals) => void) => (signal: NodeJS.Signals) => {
    onSignal();
    kill(signal);
  };
  return {
    ...(onStart && { onStart: (kill) => onStart(watched(kill)) }),
    ...(onLine && { onLine: (line, kill, pid) => onLine(line, watched(kill), pid) }),
    ...(onSummary && { onSummary: (kill) => onSummary(watched(kill)) }),
  };
}

/** A job that never meets its fault, because it is refused before, would prove nothing. */
function assertMet(faults: readonly Fault[], steps: readonly StageResult[]): void {
  const asked = new Set(steps.flatMap(({ requests }) => requests.map(({ operation }) => operation)));
  assert.deepEqual(
    faults.map(({ operation }) => operation).filter((operation) => !asked.has(operation)),
    [],
    'Calls that the job did not make',
  );
}

/** Deploys a revision without the action. */
async function deployEarlier({ client, sha, statusOf }: Stage): Promise<void> {
  const { deploymentId } = await client.send(
    new CreateDeploymentCommand({
      applicationName: 'shop',
      deploymentGroupName: group,
      revision: {
        revisionType: 'GitHub',
        gitHubLocation: { repository: 'acme/shop', commitId: sha },
      },
    }),
  );
  while ((await statusOf(deploymentId)) !== 'Succeeded') await delay(20);
}
