import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../emulator/faults.ts';
import { compareStep } from './golden.ts';
import { bucket, setStage, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
/** One poll, with the repetitions of the SDK. */
const onePoll = 5;
/** Before the watch there may be one for the group's current revision; here is none. */
const whileWatching = { service: 'codedeploy', operation: 'GetDeployment', skip: 1 } as const;

for (const [name, fault] of Object.entries({
  'reads-throttled': { ...whileWatching, effect: { kind: 'throttle' }, times: onePoll },
  'reads-faulty': { ...whileWatching, effect: { kind: 'status', status: 503 }, times: onePoll },
  'reads-reset': { ...whileWatching, effect: { kind: 'reset-before' }, times: onePoll },
  'reads-from-proxy': { ...whileWatching, effect: { kind: 'status', status: 403, body: 'html' } },
} satisfies Record<string, Fault>)) {
  test(`a deployment goes on while CodeDeploy does not answer: ${name}`, async () => {
    await using stage = await setStage(shopThatStartsIn(2));
    stage.emulator.faults.add(fault);
    const result = await stage.run(staging);
    assert.equal(result.exitCode, 0);
    compareStep(name, { ...result, requests: [] });
  });
}

test('a session that expires while the deployment is watched', async () => {
  await using stage = await setStage(shopThatStartsIn(30));
  stage.emulator.faults.add({ ...whileWatching, effect: { kind: 'expired-token' }, times: 'always' });
  const result = await stage.run(staging);
  assert.equal(result.exitCode, 1);
  assert.equal((await stage.runPost(result)).log.trim(), '');
  assert.match(
    result.log,
    /^::error .*ExpiredTokenException: .* Raise role-duration-seconds .*%0ADeployment d-\w+ goes on without this job\.%0Ahttps:/m,
  );
});
