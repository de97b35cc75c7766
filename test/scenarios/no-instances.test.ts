import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookingForBundle, operationsOf } from './requests.ts';
import { errorOf, headingOf, targetsOf } from './shown.ts';
import { bucket, setStage } from './stage.ts';

test('a group whose tags match no instance', async () => {
  await using stage = await setStage();
  await stage.createGroup('nowhere');
  const result = await stage.run({ 'deployment-group-name': 'nowhere', 's3-bucket': bucket });
  assert.match(
    errorOf(result),
    /to nowhere: Failed\.\nNO_INSTANCES: .* Check its tags and Auto Scaling groups/,
  );
  assert.match(result.log, /^Deployment d-\w+: Failed \(no instances\)$/m);
  assert.equal(headingOf(result), '❌ shop → nowhere: failed');
  assert.equal(result.outputs['error-code'], 'NO_INSTANCES');
  assert.deepEqual(targetsOf(result), []);
  assert.deepEqual(operationsOf(result), [
    ...[...lookingForBundle, 'PutObject', 'CreateDeployment'],
    ...['GetDeployment', 'ListDeploymentTargets'],
  ]);
});
