import assert from 'node:assert/strict';
import { test } from 'node:test';
import { following, lookingForBundle, operationsOf } from './requests.ts';
import { errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { bucket, setStage, shop } from './stage.ts';

test('a hook that names a script that is not in the bundle, unchecked', async () => {
  const { 'scripts/start.sh': _, ...files } = shop;
  await using stage = await setStage(files);
  const inputs = { 'deployment-group-name': 'staging', 's3-bucket': bucket, 'appspec-check': 'off' };
  const result = await stage.run(inputs);
  const [, failure = '', remedy = '', cause = ''] = errorOf(result).split('\n');
  assert.match(
    failure,
    /^i-stag1 failed in ApplicationStart: scripts\/start\.sh: ScriptMissing: .*start\.sh$/,
  );
  assert.match(remedy, /not in the bundle.*location in the AppSpec file/);
  assert.match(cause, /^HEALTH_CONSTRAINTS: /);
  assert.match(result.log, /^i-stag1 {2}Skipped: ValidateService$/m);
  assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
  assert.match(pageOf(result), /scripts\/start\.sh is not there in ApplicationStart on i-stag1/);
  assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
  assert.deepEqual(targetsOf(result), [
    { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStart', errorCode: 'ScriptMissing' },
  ]);
  assert.deepEqual(operationsOf(result), [
    ...lookingForBundle,
    'PutObject',
    'CreateDeployment',
    ...following,
  ]);
});
