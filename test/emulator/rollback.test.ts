import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AutoRollbackConfiguration } from '@aws-sdk/client-codedeploy';
import { deploy, ended, revision, type Setup, setUpShop, until } from './emulator-setup.ts';
import type { Diagnostics } from './fleet/agent.ts';
import type { Plan } from './fleet/scripted.ts';

const failed: Diagnostics = { errorCode: 'UnknownError', scriptName: '', message: 'broken', logTail: '' };
const onFailure: AutoRollbackConfiguration = { enabled: true, events: ['DEPLOYMENT_FAILURE'] };
const onStop: AutoRollbackConfiguration = { enabled: true, events: ['DEPLOYMENT_STOP_ON_REQUEST'] };

/** A shop of one instance that fails or takes long from the second deployment on, as the plan is changed to. */
async function setUpDeployedShop(
  t: Parameters<typeof setUpShop>[0],
  group?: AutoRollbackConfiguration,
): Promise<{ setup: Setup; plan: Plan }> {
  const plan: Plan = {};
  const setup = await setUpShop(t, [plan]);
  if (group) {
    await setup.client.updateDeploymentGroup({
      applicationName: 'Shop',
      currentDeploymentGroupName: 'Production',
      autoRollbackConfiguration: group,
    });
  }
  await deploy(setup);
  return { setup, plan };
}

test('a failed deployment is rolled back by a new one', async (t) => {
  const { setup, plan } = await setUpDeployedShop(t, onFailure);
  plan.outcomes = { Install: failed };
  const info = await deploy(setup, { revision: revision('two.zip') });

  assert.equal(info.status, 'Failed');
  const { rollbackDeploymentId } = info.rollbackInfo ?? {};
  assert.deepEqual(info.rollbackInfo, {
    rollbackDeploymentId,
    rollbackMessage: `Deployment ${info.deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollbackDeploymentId}.`,
  });
  const rollback = await ended(setup.client, rollbackDeploymentId);
  assert.equal(rollback.creator, 'codeDeployRollback');
  assert.deepEqual(rollback.revision, revision('one.zip'));
  // It fails too, and is not rolled back in its turn.
  assert.equal(rollback.status, 'Failed');
  assert.deepEqual(rollback.rollbackInfo, {
    rollbackTriggeringDeploymentId: info.deploymentId,
    rollbackMessage: `Deployment ${rollbackDeploymentId} is triggered to roll back deployment ${info.deploymentId}.`,
  });
});

const cases: [
  title: string,
  group: AutoRollbackConfiguration | undefined,
  request: AutoRollbackConfiguration | undefined,
  rolledBack: boolean,
][] = [
  ['nobody asked', undefined, undefined, false],
  ['the deployment asked', undefined, onFailure, true],
  ['the deployment switched it off', onFailure, { enabled: false }, false],
  ['only stops are rolled back', onStop, undefined, false],
];

for (const [title, group, request, rolledBack] of cases) {
  test(`rollback of a failure: ${title}`, async (t) => {
    const { setup, plan } = await setUpDeployedShop(t, group);
    plan.outcomes = { Install: failed };
    const info = await deploy(setup, request && { autoRollbackConfiguration: request });
    assert.equal(info.rollbackInfo?.rollbackDeploymentId !== undefined, rolledBack);
  });
}

test('without a successful deployment there is nothing to roll back to', async (t) => {
  const setup = await setUpShop(t, [{ outcomes: { Install: failed } }]);
  const info = await deploy(setup, { autoRollbackConfiguration: onFailure });
  assert.equal(info.rollbackInfo?.rollbackDeploymentId, undefined);
  assert.match(info.rollbackInfo?.rollbackMessage ?? '', /no successful deployment to roll back to/);
});

const stops: [
  title: string,
  group: AutoRollbackConfiguration | undefined,
  autoRollbackEnabled: boolean | undefined,
  rolledBack: boolean,
][] = [
  ['the group wants it', onStop, undefined, true],
  ['the request wants it', undefined, true, true],
  ['the request does not want it', onStop, false, false],
  ['nobody wants it', onFailure, undefined, false],
];

for (const [title, group, autoRollbackEnabled, rolledBack] of stops) {
  test(`rollback of a stop: ${title}`, async (t) => {
    const { setup, plan } = await setUpDeployedShop(t, group);
    const { client } = setup;
    plan.eventTime = 60_000;
    const { deploymentId } = await client.createDeployment({
      applicationName: 'Shop',
      deploymentGroupName: 'Production',
      revision: revision('two.zip'),
    });
    await until(client, deploymentId, (info) => info.deploymentOverview?.InProgress === 1);
    await client.stopDeployment({
      deploymentId,
      ...(autoRollbackEnabled !== undefined && { autoRollbackEnabled }),
    });
    const info = await ended(client, deploymentId);
    assert.equal(info.status, 'Stopped');
    assert.equal(info.rollbackInfo?.rollbackDeploymentId !== undefined, rolledBack);
  });
}
