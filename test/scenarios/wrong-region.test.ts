import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('a region in which neither the bucket nor the application is', async () => {
  await using stage = await setStage();
  const packaged = await stage.run({
    'deployment-group-name': 'production',
    's3-bucket': bucket,
    'aws-region': 'us-east-2',
  });
  assert.equal(packaged.exitCode, 1);
  compareStep('wrong-region-of-bucket', packaged);

  const referenced = await stage.run({ 'deployment-group-name': 'production', 'aws-region': 'us-east-2' });
  assert.equal(referenced.exitCode, 1);
  compareStep('wrong-region-of-application', referenced);
});
