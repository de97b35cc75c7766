import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('an object that is gone when instances ask for it', async () => {
  await using stage = await setStage();
  const first = await stage.run({ 's3-bucket': bucket });
  assert.equal(first.exitCode, 0);
  stage.emulator.deny('s3:GetObject');
  const revision = `s3://${bucket}/shop/gone.zip`;
  const result = await stage.run({ 'deployment-group-name': 'staging', revision });
  assert.equal(result.exitCode, 1);
  compareStep('failed-download', result);
});
