import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerOf,
  ecsGroup,
  ecsRevision,
  ecsTargetOf,
  setUpEcs,
  startEcs,
  untilEcsTarget,
  waits,
  weightLine,
} from './ecs-setup.ts';
import { ended, eventLine, until } from './emulator-setup.ts';
import { addHook } from './lambda-setup.ts';

const hour = 3_600_000;

test('a second task set is made, gets the traffic, and the first is ended', async (t) => {
  const setup = await setUpEcs(t);
  const { client, ecs, production } = setup;
  const id = await startEcs(setup);
  const info = await ended(client, id);
  assert.equal(info.status, 'Succeeded');
  assert.equal(info.computePlatform, 'ECS');
  assert.equal(info.deploymentConfigName, 'CodeDeployDefault.ECSAllAtOnce');
  assert.equal(info.instanceTerminationWaitTimeStarted, false);
  assert.equal(info.deploymentOverview?.Succeeded, 1);
  const target = await ecsTargetOf(setup, id);
  assert.equal(target.targetId, 'shop:web');
  assert.equal(target.targetArn, 'arn:aws:ecs:us-east-1:123456789012:service/shop/web');
  assert.equal(
    eventLine(target),
    'BeforeInstall Succeeded, Install Succeeded, AfterInstall Succeeded, BeforeAllowTraffic Succeeded, AllowTraffic Succeeded, AfterAllowTraffic Succeeded',
  );
  assert.equal(weightLine(target), 'Blue DRAINING 0, Green PRIMARY 100');
  assert.match(target.taskSetsInfo?.[0]?.identifer ?? '', /^ecs-svc\/\d{19}$/);
  assert.equal(await answerOf(production), 'two');
  const { services } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
  assert.match(services?.[0]?.taskDefinition ?? '', /web:2$/);
  assert.deepEqual(
    services?.[0]?.taskSets?.map(({ status, externalId, computedDesiredCount, stabilityStatus }) => [
      status,
      externalId,
      computedDesiredCount,
      stabilityStatus,
    ]),
    [
      ['DRAINING', undefined, 0, 'STEADY_STATE'],
      ['PRIMARY', id, 2, 'STEADY_STATE'],
    ],
  );

  // The target groups alternate.
  const back = await startEcs(setup, ecsRevision({ TaskDefinition: 'web:1' }));
  assert.equal((await ended(client, back)).status, 'Succeeded');
  const names = (await ecsTargetOf(setup, back)).taskSetsInfo?.map(({ targetGroup }) => targetGroup?.name);
  assert.deepEqual(names, ['green', 'blue']);
  assert.equal(await answerOf(production), 'one');
});

test('a linear shift splits the requests, and the target has succeeded when the wait begins', async (t) => {
  const setup = await setUpEcs(t, {
    hasTestRoute: true,
    group: {
      deploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      blueGreenDeploymentConfiguration: waits(1000),
    },
    settings: { minute: 400 },
  });
  const { client, test: testListener } = setup;
  assert.equal(await answerOf(testListener), '503');
  const id = await startEcs(setup);
  const seen = new Set<string>();
  const target = await untilEcsTarget(setup, id, (each) => {
    seen.add(weightLine(each));
    return each.status === 'Succeeded';
  });
  // A busy machine may look too seldom to see each of the ten weights.
  const shifts = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map(
    (n) => `Blue PRIMARY ${100 - n}, Green ACTIVE ${n}`,
  );
  const weights = [...seen].filter((line) => shifts.includes(line));
  assert.ok(weights.length > 2);
  assert.deepEqual(
    weights,
    shifts.filter((line) => seen.has(line)),
  );
  assert.equal([...seen].at(-1), 'Blue ACTIVE 0, Green PRIMARY 100');
  assert.equal(
    eventLine(target),
    'BeforeInstall Succeeded, Install Succeeded, AfterInstall Succeeded, AllowTestTraffic Succeeded, AfterAllowTestTraffic Succeeded, BeforeAllowTraffic Succeeded, AllowTraffic Succeeded, AfterAllowTraffic Succeeded',
  );
  assert.equal(await answerOf(testListener), 'two');
  const { deploymentInfo } = await client.getDeployment({ deploymentId: id });
  assert.equal(deploymentInfo?.status, 'InProgress');
  assert.equal(deploymentInfo?.instanceTerminationWaitTimeStarted, false);
  assert.equal(deploymentInfo?.deploymentOverview, undefined);
  await assert.rejects(startEcs(setup), { name: 'DeploymentLimitExceededException' });
  await client.continueDeployment({ deploymentId: id, deploymentWaitType: 'TERMINATION_WAIT' });
  assert.equal((await ended(client, id)).status, 'Succeeded');
  assert.equal(weightLine(await ecsTargetOf(setup, id)), 'Blue DRAINING 0, Green PRIMARY 100');
});

test('requests are split by weight', async (t) => {
  const setup = await setUpEcs(t, {
    group: { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' },
    settings: { minute: hour },
  });
  const id = await startEcs(setup);
  await untilEcsTarget(setup, id, (each) => weightLine(each) === 'Blue PRIMARY 90, Green ACTIVE 10');
  const answers = await Promise.all(Array.from({ length: 300 }, () => answerOf(setup.production)));
  const two = answers.filter((answer) => answer === 'two').length;
  // 30 are to be expected; four standard deviations are 21.
  assert.ok(two > 9 && two < 51, `${two} of 300`);
  assert.equal(two + answers.filter((answer) => answer === 'one').length, 300);
});

test('Ready: the traffic waits to be continued', async (t) => {
  const setup = await setUpEcs(t, {
    hasTestRoute: true,
    group: { blueGreenDeploymentConfiguration: waits(0, 60) },
    settings: { minute: hour },
  });
  const { client, production, test: testListener } = setup;
  const deploymentId = await startEcs(setup);
  await assert.rejects(client.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' }), {
    name: 'DeploymentIsNotInReadyStateException',
  });
  await until(client, deploymentId, ({ status }) => status === 'Ready');
  assert.equal(await answerOf(production), 'one');
  assert.equal(await answerOf(testListener), 'two');
  await client.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' });
  assert.equal((await ended(client, deploymentId)).status, 'Succeeded');
  assert.equal(await answerOf(production), 'two');
});

test('Ready: nobody continues', async (t) => {
  const setup = await setUpEcs(t, { group: { blueGreenDeploymentConfiguration: waits(0, 1) } });
  const info = await ended(setup.client, await startEcs(setup));
  assert.equal(info.status, 'Stopped');
  assert.equal(
    info.errorInformation?.message,
    'The deployment timed out while waiting for a notification to continue. This time out period is 1 minutes.',
  );
  assert.equal(await answerOf(setup.production), 'one');
});

test('all five hooks are invoked, in order', async (t) => {
  const setup = await setUpEcs(t, { hasTestRoute: true });
  const events = [
    'BeforeInstall',
    'AfterInstall',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTraffic',
  ];
  await addHook(t, setup.emulator, { name: 'CodeDeployHook_check', status: 'Succeeded' });
  const id = await startEcs(
    setup,
    ecsRevision(
      {},
      events.map((event) => ({ [event]: 'CodeDeployHook_check' })),
    ),
  );
  assert.equal((await ended(setup.client, id)).status, 'Succeeded');
  const calls = setup.emulator.requests.filter(({ operation }) => operation.startsWith('PutLifecycleEvent'));
  assert.equal(calls.length, events.length);
});

test('what the AppSpec file says of the task set, and what it leaves out', async (t) => {
  const vpc = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' as const };
  const strategy = [{ capacityProvider: 'FARGATE_SPOT', base: 1, weight: 1 }];
  const setup = await setUpEcs(t, {
    service: {
      launchType: undefined,
      networkConfiguration: { awsvpcConfiguration: vpc },
      capacityProviderStrategy: strategy,
    },
  });
  const primary = async () => {
    const { services } = await setup.ecs.describeServices({ cluster: 'shop', services: ['web'] });
    return services?.[0]?.taskSets?.find(({ status }) => status === 'PRIMARY');
  };
  assert.deepEqual((await primary())?.capacityProviderStrategy, strategy);
  const without = await startEcs(setup);
  await ended(setup.client, without);
  assert.equal((await primary())?.capacityProviderStrategy, undefined, 'the service loses its strategy');
  assert.deepEqual((await primary())?.networkConfiguration?.awsvpcConfiguration, vpc);
  const other = { Subnets: ['subnet-2'], SecurityGroups: ['sg-2'], AssignPublicIp: 'ENABLED' };
  const { deploymentId } = await setup.client.createDeployment({
    ...ecsGroup,
    revision: ecsRevision({
      NetworkConfiguration: { awsvpcConfiguration: other },
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Base: 1, Weight: 1 }],
    }),
  });
  await ended(setup.client, deploymentId);
  assert.deepEqual((await primary())?.capacityProviderStrategy, strategy);
  assert.deepEqual((await primary())?.networkConfiguration?.awsvpcConfiguration?.subnets, ['subnet-2']);
});
