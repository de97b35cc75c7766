import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlueGreenDeploymentConfiguration } from '@aws-sdk/client-codedeploy';
import { following, lookingForBundle, operationsOf, settingsOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, pageOf, targetsOf, warningsOf } from './shown.ts';
import { atOnce, bucket, type Stage, type StageResult, setStage } from './stage.ts';

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

/** The two instances in the output `targets`: the replacement, whose id the emulator makes up, and the original. */
function assertTargets(result: StageResult, replacement: string, original: string): void {
  const [green, blue, ...others] = targetsOf(result);
  assert.match(green?.id ?? '', /^i-[0-9a-f]{17}$/);
  assert.equal(blue?.id, 'i-original1');
  assert.deepEqual([green?.status, blue?.status, others], [replacement, original, []]);
  for (const target of [green, blue])
    assert.deepEqual([target?.failedEvent, target?.errorCode], [null, null]);
}

const web = { 'deployment-group-name': 'web', 's3-bucket': bucket };
const aLongWait = 2880;

describe('a blue/green deployment', atOnce, () => {
  test('wait-for: ready is done when the replacement instances are', async () => {
    await using stage = await setBlueGreenStage({
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: aLongWait },
    });
    const result = await stage.run({ ...web, 'wait-for': 'ready' });
    assertPlainSuccess(result);
    assert.match(result.log, /^i-[0-9a-f]{17} {2}ValidateService: Succeeded/m);
    assert.match(result.log, /^wait-for is ready: .*continues/m);
    assert.equal(headingOf(result), '⏸️ shop → web: 1 new instance ready, waiting for the traffic');
    assert.match(pageOf(result), /1 new instance ready[\s\S]*move the traffic/);
    assert.equal(result.outputs['status'], 'Ready');
    assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Ready');
    assertTargets(result, 'Ready', 'Pending');
    assertOperations(result);
  });

  test('wait-for: traffic-shift is done while the original instances wait for their end', async () => {
    await using stage = await setBlueGreenStage({
      terminateBlueInstancesOnDeploymentSuccess: {
        action: 'TERMINATE',
        terminationWaitTimeInMinutes: aLongWait,
      },
    });
    const result = await stage.run({ ...web, 'wait-for': 'traffic-shift' });
    assert.equal(result.exitCode, 0);
    assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'InProgress');
    // Which targets the last poll has seen differs from run to run.
    assert.match(headingOf(result) ?? '', /^✅ shop → web: the traffic (has moved|is on 1 new instance)$/);
    assert.match(
      result.log,
      /^wait-for is traffic-shift: the step is done, and the deployment continues\.$/m,
    );
  });

  test('is followed to its completion', async () => {
    await using stage = await setBlueGreenStage({});
    const result = await stage.run(web);
    assertPlainSuccess(result);
    assert.match(result.log, /^i-[0-9a-f]{17} {2}AfterAllowTraffic: Succeeded/m);
    assert.match(result.log, /^i-original1 {2}AfterBlockTraffic: Succeeded/m);
    assert.equal(headingOf(result), '✅ shop → web: deployed to 1 new instance');
    assert.match(pageOf(result), /✅ i-[0-9a-f]{17}[\s\S]*🔵 i-original1/);
    assert.equal(result.outputs['status'], 'Succeeded');
    assertTargets(result, 'Succeeded', 'Succeeded');
    assertOperations(result);
  });

  test('that nobody continues is stopped by the service', async () => {
    await using stage = await setBlueGreenStage({
      deploymentReadyOption: { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: 1 },
    });
    const result = await stage.run(web);
    const [warning = '', ...others] = warningsOf(result);
    assert.deepEqual(others, []);
    assert.match(warning, /stops it when nobody does within 1m\..*continue-deployment.*wait-for: ready/);
    assert.ok(pageOf(result).includes(warning));
    assert.match(
      errorOf(result),
      /Stopped\.\nTIMEOUT: .*replacement instances.*continue the deployment in time/,
    );
    assert.match(
      result.log,
      /^i-[0-9a-f]{17} {2}Skipped: BeforeAllowTraffic, AllowTraffic, AfterAllowTraffic$/m,
    );
    assert.match(result.log, /^i-original1 {2}Skipped: all events$/m);
    assert.equal(headingOf(result), '⌛ shop → web: nobody continued it in time, stopped');
    assert.equal(result.outputs['status'], 'Stopped');
    assert.equal(result.outputs['error-code'], 'TIMEOUT');
    assertTargets(result, 'Failed', 'Skipped');
    assertOperations(result);
  });
});

/** The step creates a deployment and follows it: it neither continues nor stops it. */
function assertOperations(result: StageResult): void {
  assert.deepEqual(settingsOf(result), {});
  assert.deepEqual(operationsOf(result), [
    ...lookingForBundle,
    'PutObject',
    'CreateDeployment',
    ...following,
  ]);
}
