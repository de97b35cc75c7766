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
