import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsOf } from './requests.ts';
import { errorOf, headingOf } from './shown.ts';
import { bucket, setStage } from './stage.ts';

test('an application that does not exist', async () => {
  await using stage = await setStage();
  const result = await stage.run({
    'application-name': 'shopp',
    'deployment-group-name': 'production',
    's3-bucket': bucket,
  });
  const error = errorOf(result);
  assert.match(
    error,
    /^There is no application shopp in eu-west-1.* Did you mean shop\? Check application-name/,
  );
  assert.match(
    error,
    /\(ApplicationDoesNotExistException, request \S+\) Nothing was uploaded or deployed\.$/,
  );
  assert.equal(headingOf(result), '❌ shopp → production: not deployed');
  assert.deepEqual(Object.keys(result.outputs), ['error-message']);
  assert.deepEqual(operationsOf(result), [
    ...['GetDeploymentGroup', 'GetObject', 'HeadObject', 'ListApplications', 'ListDeployments'],
  ]);
});
