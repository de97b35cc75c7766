import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('with register-only, the revision is uploaded and registered', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 's3-bucket': bucket, 'register-only': 'true' });
  assert.equal(result.exitCode, 0);
  compareStep('register-only', result);
});

test('inputs that have no effect are named in warnings', async () => {
  await using stage = await setStage();
  const { exitCode, log } = await stage.run({
    's3-bucket': bucket,
    'register-only': 'true',
    'wait-for': 'ready',
    'ssl-verify': 'hidden',
  });
  assert.equal(exitCode, 0);
  const [unknown = '', pointless = '', ...others] = log.match(/^::warning.*$/gm) ?? [];
  assert.deepEqual(others, []);
  assert.match(unknown, /no input of this name.*: ssl-verify\. /);
  assert.match(pointless, /register-only is true.*this input has no effect: wait-for\. /);
  assert.doesNotMatch(log, /hidden/);
});

test('without a group and without register-only, the step fails before anything is asked or uploaded', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 's3-bucket': bucket });
  assert.equal(result.exitCode, 1);
  assert.match(result.log, /^::error.*deployment-group-name: is not set.*register-only/m);
  assert.deepEqual(result.requests, []);
});
