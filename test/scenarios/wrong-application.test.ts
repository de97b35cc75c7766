import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('an application that does not exist', async () => {
  await using stage = await setStage();
  const result = await stage.run({
    'application-name': 'shopp',
    'deployment-group-name': 'production',
    's3-bucket': bucket,
  });
  assert.equal(result.exitCode, 1);
  assert.equal(result.outputs['deployment-id'], undefined);
  compareStep('wrong-application', result);
});
