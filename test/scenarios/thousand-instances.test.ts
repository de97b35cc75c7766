import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { intervalAt } from '../../src/deployment/poll-interval.ts';
import { instanceId, scriptedInstance } from '../emulator/fleet/scripted.ts';
import type { RecordedRequest } from '../emulator/requests.ts';
import { bucket, type Stage, setStage } from './stage.ts';

/**
 * The hour is scaled down: 14 polls or more at an interval of 1 s stand for those of an hour when poll-interval is left
 * out. What a poll costs depends on the fleet alone, and more moves between two polls here than in an hour, so the calls of
 * a poll are counted for as many. Those before the first poll, and those after the deployment's end, when every instance is
 * read, are counted once.
 */
const pollsOfAnHour = pollsIn(3_600_000);
const instances = 1_000;
/** Milliseconds. */
const eventTime = 700;
const pollInterval = 1_000;
/** Until a request of this machine is recorded. */
const latency = 250;

test('a thousand instances, an hour', async (t) => {
  await using stage = await setStage();
  for (let n = 1; n <= instances; n += 1) {
    const plan = { eventTime: eventTime * (0.5 + (n % 10) / 10) };
    stage.emulator.fleet.add(scriptedInstance({ id: instanceId(n), tags: { Stage: 'fleet' }, plan }));
  }
  await stage.createGroup('fleet');
  let peak: number | undefined;
  const result = await stage.run(
    {
      'deployment-group-name': 'fleet',
      'deployment-config-name': 'CodeDeployDefault.HalfAtATime',
      's3-bucket': bucket,
    },
    {
      onLine: (_line, _kill, pid) => {
        peak = peakMemoryOf(pid) ?? peak;
      },
    },
  );
  assert.equal(result.exitCode, 0);
  const requests = result.requests.filter(({ service }) => service === 'codedeploy');
  const polls = requests.filter(({ operation }) => operation === 'GetDeployment');
  const completed = await completeTimeOf(stage, result.outputs['deployment-id']);
  const noticed = polls.find(({ at }) => at.getTime() > completed)?.at.getTime() ?? Number.POSITIVE_INFINITY;
  const began = polls[0]?.at.getTime() ?? 0;
  const whileRunning = (list: readonly RecordedRequest[]) =>
    list.filter(({ at }) => at.getTime() >= began && at.getTime() < noticed).length;
  const perPoll = whileRunning(requests) / whileRunning(polls);
  const calls = Math.ceil(perPoll * pollsOfAnHour + requests.length - whileRunning(requests));
  const busiest = mostInASecond(requests);
  const summary = Buffer.byteLength(result.summary);
  t.diagnostic(
    `${calls} calls in an hour, ${busiest} in the busiest second, end noticed after ${noticed - completed} ms, summary ${summary} bytes, ${peak === undefined ? 'memory not known without /proc' : `${peak} MiB at most`}`,
  );
  assert.ok(whileRunning(polls) >= 10, 'enough polls to count by');
  assert.ok(calls <= 1_500, `${calls} calls`);
  assert.ok(busiest <= 10, `${busiest} calls in a second`);
  assert.ok(noticed - completed <= pollInterval + latency, `${noticed - completed} ms`);
  assert.ok(summary < 1024 * 1024, `${summary} bytes`);
  assert.ok((peak ?? 0) <= 200, `${peak} MiB`);
});

function pollsIn(time: number): number {
  let polls = 0;
  for (let elapsed = 0; elapsed < time; elapsed += intervalAt(elapsed, undefined)) polls += 1;
  return polls;
}

async function completeTimeOf({ client }: Stage, deploymentId: string | undefined): Promise<number> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo?.completeTime?.getTime() ?? 0;
}

/** The most calls in any second, wherever it begins. */
function mostInASecond(requests: readonly RecordedRequest[]): number {
  const times = requests.map(({ at }) => at.getTime());
  const inSecondFrom = (start: number) =>
    times.filter((time) => time >= start && time < start + 1_000).length;
  return Math.max(...times.map(inSecondFrom));
}

/** The most memory that a process has had, in MiB; `undefined` where the system does not tell. */
function peakMemoryOf(pid: number): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Math.ceil(Number(kilobytes) / 1024);
  } catch {
    // There is no /proc, or the process is gone.
    return undefined;
  }
}
