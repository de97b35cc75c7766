import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { bucket, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const brokenShop = {
  ...shop,
  'scripts/validate.sh': { executable: '#!/bin/sh\necho "the page is not there" >&2\nexit 3\n' },
};

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
  assert.equal(result.exitCode, 1);
  assert.equal(await stage.statusOf(result.outputs['rollback-deployment-id']), 'Failed');
  compareStep('rollback-failed', result);
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
      `What becomes of its rollback is not known to this job\\. ExpiredTokenException.*\\nDeployment ${result.outputs['rollback-deployment-id']} goes on without this job`,
    ),
  );
  assert.equal(result.log.match(/^::error/gm)?.length, 1);
  assert.match(result.summary, /the page is not there/);
});

test('there is nothing to roll back to', async () => {
  await using stage = await setStage(brokenShop);
  const result = await stage.run({ ...staging, 'auto-rollback': 'DEPLOYMENT_FAILURE' });
  assert.equal(result.exitCode, 1);
  assert.equal('rollback-deployment-id' in result.outputs, false);
  compareStep('no-rollback', result);
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
  assert.equal('rollback-deployment-id' in disabled.outputs, false);
  const byGroup = await stage.run(careful);
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
  commitFiles(stage.workspace, shopThatStartsIn(30), 'Start slowly');
  const result = await stage.run(watched, {
    onLine: (line) => {
      if (line.includes('ApplicationStart: InProgress'))
        stage.emulator.codeDeploy.raiseAlarm('too many errors');
    },
  });
  assert.equal(result.exitCode, 1);
  assert.equal(result.outputs['error-code'], 'ALARM_ACTIVE');
  assert.equal(await stage.statusOf(result.outputs['rollback-deployment-id']), 'Succeeded');
  compareStep('alarm', result);
});
