import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, setStage } from './stage.ts';

test('a role that may not do what the step needs', async () => {
  await using stage = await setStage();
  stage.emulator.deny('codedeploy:ListDeploymentTargets');
  const withoutTargets = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket });
  assert.equal(withoutTargets.exitCode, 0);
  compareStep('denied-targets', withoutTargets);

  stage.emulator.deny('codedeploy:CreateDeployment');
  const withoutDeployment = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket });
  assert.equal(withoutDeployment.exitCode, 1);
  compareStep('denied-deployment', withoutDeployment);

  stage.emulator.deny('s3:PutObject');
  const elsewhere = { 's3-bucket': bucket, 's3-prefix': 'elsewhere' };
  const withoutUpload = await stage.run({ 'deployment-group-name': 'staging', ...elsewhere });
  assert.equal(withoutUpload.exitCode, 1);
  compareStep('denied-upload', withoutUpload);
});
