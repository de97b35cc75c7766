import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../emulator/faults.ts';
import { compareStep } from './golden.ts';
import { bucket, setStage, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const operation = 'CreateDeployment';

for (const [name, effect] of Object.entries({
  'lost-response': { kind: 'reset-after' },
  'fault-after-creation': { kind: 'status', status: 503, after: true },
  'fault-before-creation': { kind: 'status', status: 503 },
  'proxy-before-creation': { kind: 'status', status: 403, body: 'html' },
  'throttled-creation': { kind: 'throttle' },
} satisfies Record<string, Effect>)) {
  test(`one deployment is created: ${name}`, async () => {
    await using stage = await setStage();
    stage.emulator.faults.add({ service: 'codedeploy', operation, effect });
    const result = await stage.run(staging);
    assert.equal(result.exitCode, 0);
    assert.equal((await stage.deploymentsOf('staging')).length, 1);
    compareStep(name, result);
  });
}

test('a re-run follows the deployment that the attempt before has left', async () => {
  await using stage = await setStage(shopThatStartsIn(3));
  const killed = await stage.run(staging, {
    onLine: (line, kill) => {
      if (line.includes('ApplicationStart: InProgress')) kill('SIGKILL');
    },
  });
  assert.equal(killed.exitCode, null);
  const environment = { ...stage.emulator.environment, GITHUB_RUN_ATTEMPT: '2' };
  const result = await stage.run(staging, { environment });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(await stage.deploymentsOf('staging'), [result.outputs['deployment-id']]);
  compareStep('adopted-by-re-run', result);
});

test('an answer that is lost to a role that may not look is no reason to deploy twice', async () => {
  await using stage = await setStage();
  stage.emulator.deny('codedeploy:ListDeployments');
  stage.emulator.deny('codedeploy:GetDeploymentGroup');
  stage.emulator.faults.add({ service: 'codedeploy', operation, effect: { kind: 'reset-after' } });
  const result = await stage.run(staging);
  assert.equal(result.exitCode, 1);
  assert.equal(stage.emulator.requests.filter((request) => request.operation === operation).length, 1);
  compareStep('lost-response-denied', result);
});

test('what kept a deployment from being created is told when the time is up', async () => {
  await using stage = await setStage();
  const effect = { kind: 'status', status: 503, body: 'html' } as const;
  stage.emulator.faults.add({ service: 'codedeploy', operation, effect, times: 'always' });
  const result = await stage.run({ ...staging, timeout: '2s' });
  assert.equal(result.exitCode, 1);
  assert.deepEqual(await stage.deploymentsOf('staging'), []);
  compareStep('proxy-until-timeout', result);
});
