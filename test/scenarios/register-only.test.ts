import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('without a group, the revision is uploaded and registered', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 's3-bucket': bucket });
  assert.equal(result.exitCode, 0);
  compareStep('register-only', result);
});

test('without a group, inputs about a deployment are named in a warning', async () => {
  await using stage = await setStage();
  const inputs = { 's3-bucket': bucket, 'wait-for': 'ready', 'on-cancel': 'stop' };
  const { exitCode, log } = await stage.run(inputs);
  assert.equal(exitCode, 0);
  const warnings = log.match(/^::warning.*$/gm) ?? [];
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /deployment-group-name is not set.*have no effect then: wait-for\. /);
});
