import assert from 'node:assert/strict';
import { test } from 'node:test';
import { following, operationsOf, requestOf } from './requests.ts';
import { errorOf, headingOf, targetsOf, warningsOf } from './shown.ts';
import { bucket, setStage } from './stage.ts';

test('an object that the step may not read, and that is gone when instances ask for it', async () => {
  await using stage = await setStage();
  stage.emulator.deny('s3:GetObject');
  const revision = `s3://${bucket}/shop/gone.zip`;
  const result = await stage.run({ 'deployment-group-name': 'staging', revision });
  const [warning = '', ...others] = warningsOf(result);
  assert.match(
    warning,
    /s3:\/\/shop-releases\/shop\/gone\.zip .*s3:GetObject on .*s3:ListBucket on .*status 403/,
  );
  assert.match(warning, /deployed as it was given/);
  assert.deepEqual(others, []);
  const error = errorOf(result);
  assert.match(
    error,
    /i-stag1 failed in DownloadBundle: UnknownError: .*key does not exist.\n.*Deploy the commit again/,
  );
  assert.match(error, /^HEALTH_CONSTRAINTS: /m);
  assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
  assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
  assert.equal(result.outputs['uploaded'], 'false');
  assert.deepEqual(targetsOf(result), [
    { id: 'i-stag1', status: 'Failed', failedEvent: 'DownloadBundle', errorCode: 'UnknownError' },
  ]);
  assert.deepEqual(requestOf(result, 'CreateDeployment').revision, {
    revisionType: 'S3',
    s3Location: { bucket, key: 'shop/gone.zip', bundleType: 'zip' },
  });
  assert.deepEqual(operationsOf(result), [
    ...['GetDeploymentGroup', 'HeadObject', 'ListDeployments'],
    ...['CreateDeployment', ...following],
  ]);
});
