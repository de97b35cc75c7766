import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('a group whose tags match no instance', async () => {
  await using stage = await setStage();
  await stage.createGroup('nowhere');
  const result = await stage.run({ 'deployment-group-name': 'nowhere', 's3-bucket': bucket });
  assert.equal(result.exitCode, 1);
  compareStep('no-instances', result);
});
