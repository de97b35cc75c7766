import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('a zip of the commit is deployed to every instance', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 'deployment-group-name': 'production', 's3-bucket': bucket });
  assert.equal(result.exitCode, 0);
  compareStep('success-zip', result);
});
