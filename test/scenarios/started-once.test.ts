import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Effect } from '../emulator/faults.ts';
import { following, lookingForBundle, operationsOf, writesOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, warningsOf } from './shown.ts';
import { atOnce, bucket, setStage, shopThatWaits } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const operation = 'CreateDeployment';
const creating = [...lookingForBundle, 'PutObject', operation];

describe('one deployment is created', atOnce, () => {
  for (const [name, effect, cause] of [
    ['the answer is lost', { kind: 'reset-after' }, /socket hang up/],
    ['the service fails after it', { kind: 'status', status: 503, after: true }, /InternalFailure/],
  ] as const satisfies (readonly [string, Effect, RegExp])[]) {
    test(`when ${name}: it is found and followed`, async () => {
      await using stage = await setStage();
      stage.emulator.faults.add({ service: 'codedeploy', operation, effect });
      const result = await stage.run(staging);
      assertPlainSuccess(result);
      const [id, ...others] = await stage.deploymentsOf('staging');
      assert.deepEqual(others, []);
      assert.equal(result.outputs['deployment-id'], id);
      const [trouble = '', found] = linesAbout(result.log);
      assert.match(trouble, cause);
      assert.equal(found, `It created ${id}.`);
      assert.deepEqual(operationsOf(result), [...creating, ...following, 'ListDeployments']);
    });
  }

  for (const [name, effect, cause] of [
    ['the service fails before it', { kind: 'status', status: 503 }, /InternalFailure/],
    ['a proxy answers', { kind: 'status', status: 403, body: 'html' }, /other than AWS/],
  ] as const satisfies (readonly [string, Effect, RegExp])[]) {
    test(`when ${name}: the request is sent again after a look`, async () => {
      await using stage = await setStage();
      stage.emulator.faults.add({ service: 'codedeploy', operation, effect });
      const result = await stage.run(staging);
      assertPlainSuccess(result);
      assert.deepEqual(await stage.deploymentsOf('staging'), [result.outputs['deployment-id']]);
      const [trouble = '', found] = linesAbout(result.log);
      assert.match(trouble, cause);
      assert.equal(found, 'It created none.');
      assert.deepEqual(operationsOf(result), [...creating, 'ListDeployments', operation, ...following]);
    });
  }

  test('when the service throttles: the request is sent again without a look', async () => {
    await using stage = await setStage();
    stage.emulator.faults.add({ service: 'codedeploy', operation, effect: { kind: 'throttle' } });
    const result = await stage.run(staging);
    assertPlainSuccess(result);
    assert.deepEqual(await stage.deploymentsOf('staging'), [result.outputs['deployment-id']]);
    assert.match(result.log, /^Sending CreateDeployment again .*ThrottlingException/m);
    assert.deepEqual(operationsOf(result), [...creating, operation, ...following]);
  });

  test('by two attempts of a run: the second follows the one that the first has left', async () => {
    await using stage = await setStage(shopThatWaits);
    const killed = await stage.run(staging, {
      onLine: (line, kill) => {
        if (line.includes('ApplicationStart: InProgress')) kill('SIGKILL');
      },
    });
    assert.equal(killed.exitCode, null);
    const [id] = await stage.deploymentsOf('staging');
    const environment = { ...stage.emulator.environment, GITHUB_RUN_ATTEMPT: '2' };
    const result = await stage.run(staging, {
      environment,
      onLine: (line) => {
        if (line.startsWith(`Deployment ${id} of shop to staging found`)) stage.letStart('i-stag1');
      },
    });
    assertPlainSuccess(result);
    assert.deepEqual(await stage.deploymentsOf('staging'), [id]);
    assert.match(result.log, new RegExp(`^This run has already created deployment ${id}\\.`, 'm'));
    assert.equal(headingOf(result), '✅ shop → staging: deployed to 1 instance');
    assert.deepEqual([result.outputs['deployment-id'], result.outputs['uploaded']], [id, 'false']);
    assert.deepEqual(operationsOf(result), [
      ...['BatchGetDeploymentTargets', 'GetDeployment', 'GetDeploymentGroup', 'HeadObject'],
      ...['ListDeploymentTargets', 'ListDeployments'],
    ]);
  });

  test('and no other when the answer is lost to a role that may not look', async () => {
    await using stage = await setStage();
    stage.emulator.deny('codedeploy:ListDeployments');
    stage.emulator.deny('codedeploy:GetDeploymentGroup');
    stage.emulator.faults.add({ service: 'codedeploy', operation, effect: { kind: 'reset-after' } });
    const result = await stage.run(staging);
    const error = errorOf(result);
    assert.match(
      error,
      /^CreateDeployment did not answer.*does not know whether.*socket hang up.*network of the runner/,
    );
    assert.match(error, /AccessDeniedException: .*"Action":"codedeploy:GetDeploymentGroup","Resource":"arn:/);
    const [unchecked = '', overlooked = '', ...others] = warningsOf(result);
    assert.match(overlooked, /"Action":"codedeploy:ListDeployments"/);
    assert.match(unchecked, /"Action":"codedeploy:GetDeploymentGroup"/);
    assert.deepEqual(others, []);
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual(operationsOf(result), [...creating, 'GetDeploymentGroup', 'ListDeployments']);
  });

  test('or none: when the time is up, the step tells what kept it from being created', async () => {
    await using stage = await setStage();
    const effect = { kind: 'status', status: 503, body: 'html' } as const;
    stage.emulator.faults.add({ service: 'codedeploy', operation, effect, times: 'always' });
    const result = await stage.run({ ...staging, timeout: '5s' });
    assert.match(
      errorOf(result),
      /within 5s \(timeout\).*Nothing was deployed.*other than AWS.*proxy.*HTTP 503/,
    );
    assert.deepEqual(await stage.deploymentsOf('staging'), []);
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['uploaded'], 'true');
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual([...new Set(writesOf(result))], ['PutObject', operation]);
  });
});

/** Why CreateDeployment was not answered, and what came of it. */
function linesAbout(log: string): readonly string[] {
  return log.match(/^(CreateDeployment did not answer|It created).*$/gm) ?? [];
}
