import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BlueGreenDeploymentConfiguration, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { compareStep } from './golden.ts';
import { bucket, type Stage, setStage } from './stage.ts';

/** A group whose replacement instances are copies of an Auto Scaling group. */
async function setBlueGreenStage(configuration: BlueGreenDeploymentConfiguration): Promise<Stage> {
  const stage = await setStage();
  stage.emulator.fleet.addEc2({ id: 'i-original1', tags: {}, autoScalingGroup: 'web' });
  await stage.createGroup('web', {
    ec2TagFilters: [],
    autoScalingGroups: ['web'],
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
    blueGreenDeploymentConfiguration: configuration,
  });
  return stage;
}

async function statusOf({ client }: Stage, deploymentId: string | undefined): Promise<string | undefined> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo?.status;
}

const aLongWait = 2880;

test('wait-for: ready is done when the replacement instances are', async () => {
  await using stage = await setBlueGreenStage({
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: aLongWait },
  });
  const result = await stage.run({
    'deployment-group-name': 'web',
    's3-bucket': bucket,
    'wait-for': 'ready',
  });
  assert.equal(result.exitCode, 0);
  assert.equal(result.outputs['status'], 'Ready');
  assert.equal(await statusOf(stage, result.outputs['deployment-id']), 'Ready');
  compareStep('blue-green-ready', result);
});

test('wait-for: traffic-shift is done while the original instances wait for their end', async () => {
  await using stage = await setBlueGreenStage({
    terminateBlueInstancesOnDeploymentSuccess: {
      action: 'TERMINATE',
      terminationWaitTimeInMinutes: aLongWait,
    },
  });
  const result = await stage.run({
    'deployment-group-name': 'web',
    's3-bucket': bucket,
    'wait-for': 'traffic-shift',
  });
  assert.equal(result.exitCode, 0);
  assert.equal(await statusOf(stage, result.outputs['deployment-id']), 'InProgress');
  compareStep('blue-green-traffic-shift', result);
});

test('a blue/green deployment is followed to its completion', async () => {
  await using stage = await setBlueGreenStage({});
  const result = await stage.run({ 'deployment-group-name': 'web', 's3-bucket': bucket });
  assert.equal(result.exitCode, 0);
  assert.equal(result.outputs['status'], 'Succeeded');
  compareStep('blue-green', result);
});

test('a blue/green deployment that nobody continues is stopped by the service', async () => {
  await using stage = await setBlueGreenStage({
    deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 1 },
  });
  const result = await stage.run({ 'deployment-group-name': 'web', 's3-bucket': bucket });
  assert.equal(result.exitCode, 1);
  assert.equal(result.outputs['status'], 'Stopped');
  assert.equal(result.outputs['error-code'], 'TIMEOUT');
  compareStep('blue-green-ready-timeout', result);
});
