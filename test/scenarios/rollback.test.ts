import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { following, lookingForBundle, operationsOf, settingsOf } from './requests.ts';
import { errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { atOnce, bucket, type StageResult, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const brokenShop = {
  ...shop,
  'scripts/validate.sh': { executable: '#!/bin/sh\necho "the page is not there" >&2\nexit 3\n' },
};

const validateFailed = {
  ...{ id: 'i-stag1', status: 'Failed' },
  ...{ failedEvent: 'ValidateService', errorCode: 'ScriptFailed' },
};
const looking = ['GetDeployment', ...lookingForBundle];

/** The step asks the service to roll back, and does nothing more about it. */
function assertRequests(result: StageResult, before = looking): void {
  assert.deepEqual(settingsOf(result), {
    autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
  });
  assert.deepEqual(operationsOf(result), [...before, 'PutObject', 'CreateDeployment', ...following]);
}

describe('a deployment that fails', atOnce, () => {
  test('a deployment that fails is rolled back, and the rollback is followed', async () => {
    await using stage = await setStage();
    await stage.run(staging);
    commitFiles(stage.workspace, brokenShop, 'Break it');
    const result = await stage.run({ ...staging, 'auto-rollback': 'DEPLOYMENT_FAILURE' });
    assert.equal(result.exitCode, 1);
    assert.equal(await stage.statusOf(result.outputs['rollback-deployment-id']), 'Succeeded');
    compareStep('rolled-back', result);
  });

  test('a rollback that fails itself', async () => {
    const onlyOnce =
      '#!/bin/sh\ntest ! -e "$INSTANCE_ROOT/validated" || exit 9\n: >"$INSTANCE_ROOT/validated"\n';
    await using stage = await setStage({ ...shop, 'scripts/validate.sh': { executable: onlyOnce } });
    await stage.run(staging);
    commitFiles(stage.workspace, brokenShop, 'Break it');
    const result = await stage.run({ ...staging, 'auto-rollback': 'DEPLOYMENT_FAILURE' });
    const { 'deployment-id': id, 'rollback-deployment-id': rollback } = result.outputs;
    assert.equal(await stage.statusOf(rollback), 'Failed');
    const error = errorOf(result);
    assert.match(error, /i-stag1 failed in ValidateService: .* exit code 3\n {2}\| the page is not there$/m);
    assert.match(error, new RegExp(`\\nThe rollback by ${rollback} .*\\(Failed\\)\\. .*either revision`));
    assert.match(result.log, new RegExp(`^Deployment ${id} is rolled back by ${rollback}$`, 'm'));
    assert.match(result.log, new RegExp(`^Deployment ${rollback}: Failed \\(1 failed\\)$`, 'm'));
    assert.match(result.log, /^i-stag1 {2}ValidateService: Failed .*exit code 9$/m);
    assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance, rollback failed too');
    assert.match(
      pageOf(result),
      /Why the rollback failed\s+scripts\/validate\.sh exited with 9 in ValidateService on i-stag1/,
    );
    assert.equal(result.outputs['status'], 'Failed');
    assert.deepEqual(targetsOf(result), [validateFailed]);
    assertRequests(result);
  });

  test('a deployment that fails, of whose rollback nothing can be learned', async () => {
    const slowAgain = '#!/bin/sh\ntest ! -e "$INSTANCE_ROOT/once" || sleep 30\n: >"$INSTANCE_ROOT/once"\n';
    await using stage = await setStage({ ...shop, 'scripts/start.sh': { executable: slowAgain } });
    await stage.run(staging);
    commitFiles(
      stage.workspace,
      { ...brokenShop, 'scripts/start.sh': { executable: '#!/bin/sh\n' } },
      'Break it',
    );
    const result = await stage.run(
      { ...staging, 'auto-rollback': 'DEPLOYMENT_FAILURE' },
      {
        onLine: (line) => {
          if (!line.includes('is rolled back by')) return;
          stage.emulator.faults.add({
            service: 'codedeploy',
            operation: 'GetDeployment',
            effect: { kind: 'expired-token' },
            times: 'always',
          });
        },
      },
    );
    assert.equal(result.exitCode, 1);
    const message = result.outputs['error-message'] ?? '';
    assert.match(
      message,
      /^Deployment d-\w+ of shop to staging: Failed\.\ni-stag1 failed in ValidateService: /,
    );
    assert.match(message, /the page is not there/);
    assert.match(
      message,
      new RegExp(
        `This job does not know what happens to its rollback\\. ExpiredTokenException.*\\nDeployment ${result.outputs['rollback-deployment-id']} continues without this job`,
      ),
    );
    assert.equal(result.log.match(/^::error/gm)?.length, 1);
    assert.match(result.summary, /the page is not there/);
  });

  test('there is nothing to roll back to', async () => {
    await using stage = await setStage(brokenShop);
    const result = await stage.run({ ...staging, 'auto-rollback': 'DEPLOYMENT_FAILURE' });
    const { 'deployment-id': id, 'rollback-deployment-id': rollback } = result.outputs;
    assert.equal(rollback, undefined);
    const error = errorOf(result);
    assert.match(error, /i-stag1 failed in ValidateService: .* exit code 3\n {2}\| the page is not there$/m);
    assert.match(
      error,
      new RegExp(`\\nDeployment ${id} .*rollback is not triggered: .* no successful deployment`),
    );
    assert.doesNotMatch(result.log, /is rolled back by/);
    assert.doesNotMatch(pageOf(result), /rolled back|Rolled back to/);
    assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
    assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
    assert.deepEqual(targetsOf(result), [validateFailed]);
    assertRequests(result, lookingForBundle);
  });

  test('auto-rollback: disabled overrides the group', async () => {
    await using stage = await setStage();
    await stage.createGroup('careful', {
      ec2TagFilters: [{ Key: 'Stage', Value: 'staging', Type: 'KEY_AND_VALUE' }],
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    });
    const careful = { ...staging, 'deployment-group-name': 'careful' };
    await stage.run(careful);
    commitFiles(stage.workspace, brokenShop, 'Break it');
    const disabled = await stage.run({ ...careful, 'auto-rollback': 'disabled' });
    assert.deepEqual(settingsOf(disabled), { autoRollbackConfiguration: { enabled: false } });
    assert.equal('rollback-deployment-id' in disabled.outputs, false);
    const byGroup = await stage.run(careful);
    assert.deepEqual(settingsOf(byGroup), {});
    assert.equal(await stage.statusOf(byGroup.outputs['rollback-deployment-id']), 'Succeeded');
  });

  test('an alarm stops the deployment and rolls it back', async () => {
    await using stage = await setStage();
    await stage.createGroup('watched', {
      ec2TagFilters: [{ Key: 'Stage', Value: 'staging', Type: 'KEY_AND_VALUE' }],
      alarmConfiguration: { enabled: true, alarms: [{ name: 'too many errors' }] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM'] },
    });
    const watched = { ...staging, 'deployment-group-name': 'watched' };
    await stage.run(watched);
    commitFiles(stage.workspace, shopThatStartsIn(300), 'Start slowly');
    const result = await stage.run(watched, {
      onLine: (line) => {
        if (line.includes('ApplicationStart: InProgress'))
          stage.emulator.codeDeploy.raiseAlarm('too many errors');
      },
    });
    const { 'deployment-id': id, 'rollback-deployment-id': rollback } = result.outputs;
    assert.equal(await stage.statusOf(id), 'Stopped');
    assert.equal(await stage.statusOf(rollback), 'Succeeded');
    const error = errorOf(result);
    assert.match(
      error,
      /Stopped\.\nALARM_ACTIVE: .*<too many errors>.* Check the alarm before you deploy again/,
    );
    assert.match(error, /^i-stag1 was interrupted in ApplicationStart: scripts\/start\.sh\.$/m);
    assert.match(error, new RegExp(`\\nRolled back by ${rollback} \\(Succeeded\\)\\.$`));
    assert.match(result.log, new RegExp(`^Deployment ${id} is rolled back by ${rollback}$`, 'm'));
    assert.match(result.log, new RegExp(`^Deployment ${rollback}: Succeeded`, 'm'));
    assert.equal(headingOf(result), '🚨 shop → watched: stopped by an alarm after 0 of 1, rolled back');
    assert.match(
      pageOf(result),
      new RegExp(`↩️ 1 of 1 rolled back[\\s\\S]*Rolled back by\\s+${rollback}: Succeeded`),
    );
    assert.equal(result.outputs['status'], 'Stopped');
    assert.equal(result.outputs['error-code'], 'ALARM_ACTIVE');
    assert.deepEqual(targetsOf(result), [
      { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStart', errorCode: 'ScriptFailed' },
    ]);
    assert.deepEqual(settingsOf(result), {});
    assert.deepEqual(operationsOf(result), [...looking, 'PutObject', 'CreateDeployment', ...following]);
  });
});
