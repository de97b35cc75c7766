import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BlueGreenDeploymentConfiguration } from '@aws-sdk/client-codedeploy';
import {
  deploy,
  ended,
  eventLine,
  revision,
  type Setup,
  serviceRoleArn,
  setUpShop,
  targetsOf,
  until,
} from './emulator-setup.ts';
import { instanceId, type Plan, scriptedInstance } from './fleet/scripted.ts';

const group = { applicationName: 'Shop', deploymentGroupName: 'Blue' };

/** A shop with a blue/green group over one Auto Scaling group of two instances. A minute that it waits is an hour. */
async function setUpBlueGreen(
  t: TestContext,
  configuration: BlueGreenDeploymentConfiguration,
  plan: Plan = {},
): Promise<Setup> {
  const setup = await setUpShop(t, [], { minute: 3_600_000 });
  for (const n of [1, 2]) {
    const instance = scriptedInstance({ id: instanceId(n), tags: {}, plan });
    setup.emulator.fleet.add({ ...instance, autoScalingGroup: 'web' });
  }
  await setup.client.createDeploymentGroup({
    ...group,
    serviceRoleArn,
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    autoScalingGroups: ['web'],
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
    blueGreenDeploymentConfiguration: configuration,
  });
  return setup;
}

test('replacement instances take over and the original ones are terminated', async (t) => {
  const setup = await setUpBlueGreen(t, {});
  const { client, emulator } = setup;
  const { deploymentId, status, deploymentOverview, deploymentStyle } = await deploy(setup, group);
  assert.equal(status, 'Succeeded');
  assert.equal(deploymentStyle?.deploymentType, 'BLUE_GREEN');
  assert.equal(deploymentOverview?.Succeeded, 4);

  const targets = await targetsOf(client, deploymentId);
  const green = targets.filter((target) => target.instanceLabel === 'Green');
  const blue = targets.find((target) => target.targetId === instanceId(1));
  assert.match(
    eventLine(green[0]),
    /^ApplicationStop Succeeded, .*ValidateService Succeeded, .*AfterAllowTraffic Succeeded$/,
  );
  assert.equal(
    eventLine(blue),
    'BeforeBlockTraffic Succeeded, BlockTraffic Succeeded, AfterBlockTraffic Succeeded',
  );
  assert.deepEqual(
    [...emulator.fleet.instances.keys()].toSorted(),
    green.map((target) => target.targetId).toSorted(),
  );
  const { targetIds } = await client.listDeploymentTargets({
    deploymentId,
    targetFilters: { ServerInstanceLabel: ['Blue'] },
  });
  assert.deepEqual(targetIds, [instanceId(1), instanceId(2)]);
  // The next deployment finds the new group.
  assert.equal((await deploy(setup, group)).status, 'Succeeded');
});

test('both waits are ended by ContinueDeployment', async (t) => {
  const { client } = await setUpBlueGreen(t, {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 60 },
    terminateBlueInstancesOnDeploymentSuccess: { action: 'TERMINATE', terminationWaitTimeInMinutes: 60 },
  });
  const { deploymentId } = await client.createDeployment({ ...group, revision: revision('one.zip') });
  const ready = await until(client, deploymentId, ({ status }) => status === 'Ready');
  assert.equal(ready.deploymentOverview?.Ready, 2);
  await assert.rejects(client.continueDeployment({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' }), {
    name: 'InvalidDeploymentStatusException',
  });
  await client.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' });
  const waiting = await until(
    client,
    deploymentId,
    (info) => info.instanceTerminationWaitTimeStarted === true,
  );
  assert.equal(waiting.status, 'InProgress');
  await assert.rejects(client.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' }), {
    name: 'DeploymentIsNotInReadyStateException',
  });
  await client.continueDeployment({ deploymentId, deploymentWaitType: 'TERMINATION_WAIT' });
  assert.equal((await ended(client, deploymentId)).status, 'Succeeded');
});

test('nobody continues: the deployment is stopped and the originals stay', async (t) => {
  const setup = await setUpBlueGreen(t, {
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 0 },
  });
  const info = await deploy(setup, group);
  assert.equal(info.status, 'Stopped');
  const blue = (await targetsOf(setup.client, info.deploymentId)).find(
    (target) => target.targetId === instanceId(1),
  );
  assert.equal(blue?.status, 'Skipped');
  assert.ok(setup.emulator.fleet.instances.has(instanceId(1)));
});

test('replacement instances that fail keep the traffic where it is', async (t) => {
  const setup = await setUpBlueGreen(
    t,
    {},
    { outcomes: { Install: { errorCode: 'UnknownError', scriptName: '', message: 'broken', logTail: '' } } },
  );
  const info = await deploy(setup, group);
  assert.equal(info.status, 'Failed');
  assert.equal(info.errorInformation?.code, 'HEALTH_CONSTRAINTS');
  assert.deepEqual([info.deploymentOverview?.Failed, info.deploymentOverview?.Skipped], [2, 2]);
});

test('ways to provision that are not emulated are refused plainly', async (t) => {
  const configuration: BlueGreenDeploymentConfiguration = {
    greenFleetProvisioningOption: { action: 'DISCOVER_EXISTING' },
  };
  await assert.rejects(setUpBlueGreen(t, configuration), {
    name: 'InvalidBlueGreenDeploymentConfigurationException',
    message: /COPY_AUTO_SCALING_GROUP only/,
  });
});
