import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { findingBundle, following, lookingForBundle, operationsOf, settingsOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { atOnce, bucket, type Stage, setStage, shop } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

/** A group whose instances have a broken stop script; the mended one is checked out. */
async function setBrokenStage(): Promise<Stage> {
  const stage = await setStage({
    ...shop,
    'scripts/stop.sh': { executable: '#!/bin/sh\necho "cannot stop"; exit 1\n' },
  });
  assertPlainSuccess(await stage.run(staging));
  commitFiles(stage.workspace, { 'scripts/stop.sh': '#!/bin/sh\n' }, 'Mend the stop script');
  return stage;
}

describe('the stop script of the previous revision is broken', atOnce, () => {
  test('the deployment fails, and the error says how to get past it', async () => {
    await using stage = await setBrokenStage();
    const result = await stage.run(staging);
    const error = errorOf(result);
    assert.match(error, /i-stag1 failed in ApplicationStop: scripts\/stop\.sh: ScriptFailed: .* exit code 1/);
    assert.match(error, /cannot stop/);
    assert.match(error, /previous revision.*ignore-application-stop-failures to true/);
    assert.match(error, /^HEALTH_CONSTRAINTS: /m);
    assert.match(result.log, /^i-stag1 {2}Skipped: DownloadBundle, .*, ValidateService$/m);
    assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
    assert.match(pageOf(result), /scripts\/stop\.sh exited with 1 in ApplicationStop on i-stag1/);
    assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
    assert.deepEqual(targetsOf(result), [
      { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStop', errorCode: 'ScriptFailed' },
    ]);
    assert.deepEqual(settingsOf(result), {});
    assert.deepEqual(operationsOf(result), [
      ...['GetDeployment', ...lookingForBundle],
      ...['PutObject', 'CreateDeployment', ...following],
    ]);
  });

  test('with ignore-application-stop-failures, it succeeds, and the failure is shown', async () => {
    await using stage = await setBrokenStage();
    await stage.run(staging);
    const result = await stage.run({ ...staging, 'ignore-application-stop-failures': 'true' });
    assertPlainSuccess(result);
    assert.match(result.log, /^i-stag1 {2}ApplicationStop: Failed .*, scripts\/stop\.sh: ScriptFailed/m);
    assert.match(result.log, /^ {2}\| \[stdout\]cannot stop$/m);
    assert.equal(headingOf(result), '✅ shop → staging: deployed to 1 instance');
    assert.match(pageOf(result), /scripts\/stop\.sh exited with 1 in ApplicationStop on i-stag1/);
    assert.equal(result.outputs['uploaded'], 'false');
    assert.deepEqual(targetsOf(result), [
      { id: 'i-stag1', status: 'Succeeded', failedEvent: 'ApplicationStop', errorCode: 'ScriptFailed' },
    ]);
    assert.deepEqual(settingsOf(result), { ignoreApplicationStopFailures: true });
    assert.deepEqual(operationsOf(result), [...findingBundle, 'CreateDeployment', ...following]);
  });
});
