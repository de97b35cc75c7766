import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findingBundle, lookingForBundle, operationsOf } from './requests.ts';
import { errorOf, headingOf, targetsOf, warningsOf } from './shown.ts';
import { atOnce, bucket, setStage } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const group = 'arn:aws:codedeploy:eu-west-1:123456789012:deploymentgroup:shop/staging';

/** The statement that a message proposes for the policy of the role. */
function statementIn(message: string): unknown {
  return JSON.parse(/\{.*\}/.exec(message)?.[0] ?? '{}');
}

describe('a role that lacks a permission', atOnce, () => {
  test('to see instances is followed without them', async () => {
    await using stage = await setStage();
    stage.emulator.deny('codedeploy:ListDeploymentTargets');
    const result = await stage.run(staging);
    assert.equal(result.exitCode, 0);
    const [warning = '', ...others] = warningsOf(result);
    assert.match(warning, /instances.*AccessDeniedException: .*codedeploy:ListDeploymentTargets/);
    assert.deepEqual(statementIn(warning), {
      Effect: 'Allow',
      Action: 'codedeploy:ListDeploymentTargets',
      Resource: '*',
    });
    assert.deepEqual(others, []);
    assert.equal(headingOf(result), '✅ shop → staging: deployed to 1 instance');
    assert.match(result.summary, /🟩 &nbsp; 1 instance updated/);
    assert.doesNotMatch(result.summary, /ApplicationStop/);
    assert.deepEqual(targetsOf(result), []);
    assert.deepEqual(operationsOf(result), [
      ...[...lookingForBundle, 'PutObject', 'CreateDeployment'],
      ...['GetDeployment', 'ListDeploymentTargets'],
    ]);
  });

  test('to deploy gets the statement for its policy', async () => {
    await using stage = await setStage();
    await stage.run(staging);
    stage.emulator.deny('codedeploy:CreateDeployment');
    const result = await stage.run(staging);
    const error = errorOf(result);
    assert.match(
      error,
      /^AccessDeniedException: .*codedeploy:CreateDeployment.* \(region eu-west-1, request \S+\)$/,
    );
    assert.deepEqual(statementIn(error), {
      Effect: 'Allow',
      Action: 'codedeploy:CreateDeployment',
      Resource: group,
    });
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['uploaded'], 'false');
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual(operationsOf(result), [...findingBundle, 'CreateDeployment']);
  });

  test('to upload is told which one', async () => {
    await using stage = await setStage();
    stage.emulator.deny('s3:PutObject');
    const result = await stage.run({ ...staging, 's3-prefix': 'elsewhere' });
    const error = errorOf(result);
    assert.match(error, /s3:\/\/shop-releases\/elsewhere\/[0-9a-f]{64}\.zip .*status 403/);
    assert.match(error, /needs s3:PutObject on arn:aws:s3:::shop-releases\/elsewhere\/\*/);
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.deepEqual(Object.keys(result.outputs), ['error-message']);
    assert.deepEqual(operationsOf(result), [...lookingForBundle, 'PutObject']);
  });
});
