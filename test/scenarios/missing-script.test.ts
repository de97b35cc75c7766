import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

test('a hook that names a script that is not in the bundle, unchecked', async () => {
  const { 'scripts/start.sh': _, ...files } = shop;
  await using stage = await setStage(files);
  const inputs = { 'deployment-group-name': 'staging', 's3-bucket': bucket, 'appspec-check': 'off' };
  const result = await stage.run(inputs);
  assert.equal(result.exitCode, 1);
  compareStep('missing-script', result);
});
