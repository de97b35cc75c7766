import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('production deploys the object that staging ran', async () => {
  await using stage = await setStage();
  const staging = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket });
  const revision = staging.outputs['revision'] ?? '';
  const production = await stage.run({ 'deployment-group-name': 'production', revision });
  assert.equal(production.exitCode, 0);
  assert.equal(production.outputs['revision'], revision);
  assert.equal(stage.emulator.s3.objects(bucket).length, 1);
  compareStep('promotion', production);

  const again = await stage.run({
    'deployment-group-name': 'production',
    revision: staging.outputs['deployment-id'] ?? '',
  });
  assert.equal(again.exitCode, 0);
  assert.equal(again.outputs['revision'], revision);
});
