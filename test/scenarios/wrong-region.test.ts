import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operationsOf, writesOf } from './requests.ts';
import { errorOf, headingOf } from './shown.ts';
import { atOnce, bucket, setStage } from './stage.ts';

const elsewhere = { 'deployment-group-name': 'production', 'aws-region': 'us-east-2' };
const noApplication =
  /There is no application shop in us-east-2.*no CodeDeploy application at all.* aws-region/;

describe('the wrong region', atOnce, () => {
  test('a region in which neither the bucket nor the application is', async () => {
    await using stage = await setStage();
    const result = await stage.run({ ...elsewhere, 's3-bucket': bucket });
    const [head = '', first = '', second = '', ...others] = errorOf(result).split('\n');
    assert.match(head, /^2 things are in the way\. Nothing was uploaded or deployed\.$/);
    assert.match(
      first,
      /^- s3:.* The bucket shop-releases is in eu-west-1, not in us-east-2\. .*use one in us-east-2/,
    );
    assert.match(second, noApplication);
    assert.deepEqual(others, []);
    assert.equal(headingOf(result), '❌ shop → production: not deployed');
    assert.deepEqual(Object.keys(result.outputs), ['error-message']);
    assert.deepEqual(operationsOf(result), [
      ...['GetDeploymentGroup', 'HeadObject', 'ListApplications', 'ListDeployments'],
    ]);
  });

  test('a region in which the application is not, for a commit that instances download from GitHub', async () => {
    await using stage = await setStage();
    const result = await stage.run(elsewhere);
    assert.match(errorOf(result), noApplication);
    assert.equal(headingOf(result), '❌ shop → production: not deployed');
    assert.match(result.summary, /https:\/\/us-east-2\.console\.aws\.amazon\.com\/.*\?region=us-east-2/);
    assert.equal(result.outputs['uploaded'], 'false');
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual(operationsOf(result), ['GetDeploymentGroup', 'ListApplications', 'ListDeployments']);
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
      assert.deepEqual(writesOf(result), []);
    }
  });

  test('a bucket that is not there ends the step before anything is packaged', async () => {
    await using stage = await setStage();
    const result = await stage.run({ 'deployment-group-name': 'production', 's3-bucket': 'shop-release' });
    assert.match(result.outputs['error-message'] ?? '', /The bucket shop-release does not exist\./);
    assert.equal(result.log.includes('Packaged'), false);
    assert.deepEqual(writesOf(result), []);
  });
});
