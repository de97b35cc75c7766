import assert from 'node:assert/strict';
import { test } from 'node:test';
import { following, lookingForBundle, operationsOf } from './requests.ts';
import { errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { bucket, setStage, shop } from './stage.ts';

test('a script that takes longer than its hook allows', async () => {
  await using stage = await setStage({
    ...shop,
    'appspec.yml': String(shop['appspec.yml']).replace(/(start\.sh\n {6}timeout:) 10/, '$1 1'),
    'scripts/start.sh': { executable: '#!/bin/sh\necho starting\nsleep 30\n' },
  });
  const result = await stage.run({ 'deployment-group-name': 'staging', 's3-bucket': bucket });
  const [, failure = '', output, remedy = '', cause = ''] = errorOf(result).split('\n');
  assert.match(
    failure,
    /^i-stag1 failed in ApplicationStart: scripts\/start\.sh: ScriptTimedOut: .* 1 seconds$/,
  );
  assert.equal(output, '  | starting');
  assert.match(remedy, /timeout in the AppSpec file.*background process must redirect/);
  assert.match(cause, /^HEALTH_CONSTRAINTS: /);
  assert.match(result.log, /^i-stag1 {2}Skipped: ValidateService$/m);
  assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
  assert.match(pageOf(result), /scripts\/start\.sh took too long in ApplicationStart on i-stag1/);
  assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
  assert.deepEqual(targetsOf(result), [
    { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStart', errorCode: 'ScriptTimedOut' },
  ]);
  assert.deepEqual(operationsOf(result), [
    ...lookingForBundle,
    'PutObject',
    'CreateDeployment',
    ...following,
  ]);
});
