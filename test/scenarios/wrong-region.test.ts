import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep, writesIn } from './golden.ts';
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

test('a bucket in another region than the group ends the step before anything is packaged', async () => {
  await using stage = await setStage();
  stage.emulator.s3.createBucket('far-releases', { region: 'us-east-2' });
  const inputs = { 'deployment-group-name': 'production', 's3-bucket': 'far-releases' };
  const message =
    /The bucket far-releases is in us-east-2, not in eu-west-1\. .*use one in eu-west-1, or set aws-region/;
  for (const given of [
    inputs,
    { ...inputs, 'dry-run': 'true' },
    { 'deployment-group-name': 'production', revision: 's3://far-releases/shop.zip' },
    {
      'deployment-group-name': 'production',
      revision: 's3://far-releases/shop.zip',
      'dry-run': 'true',
    },
  ]) {
    const result = await stage.run(given);
    assert.equal(result.exitCode, 1);
    assert.match(result.outputs['error-message'] ?? '', message);
    const isDryRun = 'dry-run' in given;
    assert.equal(result.log.includes('Packaged'), isDryRun && !('revision' in given));
    assert.equal(result.summary.includes('### Plan'), isDryRun);
    assert.equal(result.outputs['revision'], undefined);
    assert.deepEqual(writesIn(result), []);
  }
});

test('a bucket that is not there ends the step before anything is packaged', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 'deployment-group-name': 'production', 's3-bucket': 'shop-release' });
  assert.match(result.outputs['error-message'] ?? '', /The bucket shop-release does not exist\./);
  assert.equal(result.log.includes('Packaged'), false);
  assert.deepEqual(writesIn(result), []);
});
