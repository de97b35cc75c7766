import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  answerOf,
  ecsGroup,
  ecsRevision,
  ecsTargetOf,
  registerWeb,
  setUpEcs,
  startEcs,
  untilEcsTarget,
  waits,
  weightLine,
} from './ecs-setup.ts';
import { ended, eventLine, serviceRoleArn } from './emulator-setup.ts';
import { addHook } from './lambda-setup.ts';

const hour = 3_600_000;
const canary = { deploymentConfigName: 'CodeDeployDefault.ECSCanary10Percent5Minutes' };
const alarms = {
  alarmConfiguration: { enabled: true, alarms: [{ name: '5xx' }] },
  autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_STOP_ON_ALARM' as const] },
};

/** Starts a canary and waits until the second task set has its ten percent. */
async function startCanary(t: TestContext, group: object = {}) {
  const setup = await setUpEcs(t, { group: { ...canary, ...group }, settings: { minute: hour } });
  const id = await startEcs(setup);
  await untilEcsTarget(setup, id, (each) => weightLine(each) === 'Blue PRIMARY 90, Green ACTIVE 10');
  return { setup, id };
}

test('an alarm in the middle of the shift: the traffic goes back, the second task set is ended', async (t) => {
  const { setup, id } = await startCanary(t, alarms);
  const { client, emulator, ecs, production } = setup;
  emulator.codeDeploy.raiseAlarm('5xx');
  const info = await ended(client, id);
  assert.equal(info.status, 'Stopped');
  assert.equal(info.errorInformation?.code, 'ALARM_ACTIVE');
  assert.equal(
    eventLine(await ecsTargetOf(setup, id)),
    'BeforeInstall Succeeded, Install Succeeded, AfterInstall Succeeded, BeforeAllowTraffic Succeeded, AllowTraffic Failed, AfterAllowTraffic Skipped',
  );
  const rollback = await ended(client, info.rollbackInfo?.rollbackDeploymentId);
  assert.equal(rollback.status, 'Succeeded');
  assert.equal(rollback.creator, 'codeDeployRollback');
  assert.equal(rollback.deploymentConfigName, 'CodeDeployDefault.ECSAllAtOnce');
  assert.equal(weightLine(await ecsTargetOf(setup, id)), 'Blue PRIMARY 100, Green DRAINING 0');
  const { services } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
  assert.equal(services?.[0]?.taskSets?.length, 2, 'a rollback makes no task set');
  assert.equal(await answerOf(production), 'one');
});

test('an alarm that is on at the start stops the deployment in Install', async (t) => {
  const setup = await setUpEcs(t, { group: alarms });
  setup.emulator.codeDeploy.raiseAlarm('5xx');
  const id = await startEcs(setup);
  assert.equal((await ended(setup.client, id)).errorInformation?.code, 'ALARM_ACTIVE');
  assert.match(
    eventLine(await ecsTargetOf(setup, id)),
    /^BeforeInstall Succeeded, Install Failed, AfterInstall Skipped,/,
  );
});

test('a stop without rollback leaves everything as it is, and that fails the next deployment', async (t) => {
  const { setup, id } = await startCanary(t);
  await setup.client.stopDeployment({ deploymentId: id });
  const info = await ended(setup.client, id);
  assert.equal(info.errorInformation?.code, 'MANUAL_STOP');
  assert.equal(weightLine(await ecsTargetOf(setup, id)), 'Blue PRIMARY 90, Green ACTIVE 10');
  const next = await ended(setup.client, await startEcs(setup));
  assert.equal(next.errorInformation?.code, 'ELASTIC_LOAD_BALANCING_INVALID');
  assert.match(
    next.errorInformation?.message ?? '',
    /^The ELB could not be updated due to the following error: Green taskset target group cannot have non-zero weight prior to traffic shifting/,
  );
});

test('a stop with rollback in the termination wait puts the traffic back', async (t) => {
  const setup = await setUpEcs(t, {
    group: { blueGreenDeploymentConfiguration: waits(60) },
    settings: { minute: hour },
  });
  const id = await startEcs(setup);
  await untilEcsTarget(setup, id, ({ status }) => status === 'Succeeded');
  assert.equal(await answerOf(setup.production), 'two');
  await setup.client.stopDeployment({ deploymentId: id, autoRollbackEnabled: true });
  const { status, rollbackInfo } = await ended(setup.client, id);
  assert.equal(status, 'Stopped');
  assert.equal((await ended(setup.client, rollbackInfo?.rollbackDeploymentId)).status, 'Succeeded');
  assert.equal(await answerOf(setup.production), 'one');
});

const wrapper = (message: string, code: string) =>
  new RegExp(
    `^The ECS service cannot be updated due to an unexpected error: ${message} \\(Service: AmazonECS; Status Code: 400; Error Code: ${code}; Request ID: [0-9a-f-]+; Proxy: null\\)\\. Check your ECS service status$`,
  );
const balancer = (ContainerName: string, ContainerPort: number) => ({
  LoadBalancerInfo: { ContainerName, ContainerPort },
});

const failed: readonly [title: string, properties: object, code: string, message: RegExp][] = [
  [
    'latest for a revision',
    { TaskDefinition: 'web:latest' },
    'ECS_UPDATE_ERROR',
    wrapper('Invalid revision number\\. Number: latest', 'InvalidParameterException'),
  ],
  [
    'a placeholder',
    { TaskDefinition: '<TASK_DEFINITION>' },
    'ECS_UPDATE_ERROR',
    wrapper('Unable to describe task definition\\.', 'ClientException'),
  ],
  [
    'another port',
    balancer('web', 443),
    'ECS_UPDATE_ERROR',
    wrapper('The container web did not have a container port 443 defined\\.', 'InvalidParameterException'),
  ],
  [
    'another container',
    balancer('app', 80),
    'ECS_UPDATE_ERROR',
    wrapper('The container does not exist in the task definition\\.', 'InvalidParameterException'),
  ],
  [
    'a list for LoadBalancerInfo',
    { LoadBalancerInfo: [{ ContainerName: 'web', ContainerPort: 80 }] },
    'INVALID_REVISION',
    /not well-formed yaml/,
  ],
];
for (const [title, properties, code, message] of failed) {
  test(`a deployment fails for ${title}`, async (t) => {
    const setup = await setUpEcs(t);
    const info = await ended(setup.client, await startEcs(setup, ecsRevision({ ...properties })));
    assert.equal(info.status, 'Failed');
    assert.equal(info.errorInformation?.code, code);
    assert.match(info.errorInformation?.message ?? '', message);
    assert.equal(await answerOf(setup.production), 'one');
  });
}

test('an INACTIVE task definition', async (t) => {
  const setup = await setUpEcs(t);
  await setup.ecs.deregisterTaskDefinition({ taskDefinition: 'web:2' });
  const info = await ended(setup.client, await startEcs(setup));
  assert.match(
    info.errorInformation?.message ?? '',
    wrapper('TaskDefinition is inactive', 'ClientException'),
  );
});

test('tasks that never get healthy', async (t) => {
  const setup = await setUpEcs(t, { settings: { taskSetTimeout: 300 } });
  await registerWeb(setup.ecs, [process.execPath, '-e', 'process.exit(1)']);
  const id = await startEcs(setup, ecsRevision({ TaskDefinition: 'web:3' }));
  const info = await ended(setup.client, id);
  assert.equal(info.errorInformation?.code, 'TIMEOUT');
  assert.match(
    info.errorInformation?.message ?? '',
    /waiting for the replacement task set to become healthy/,
  );
  const target = await ecsTargetOf(setup, id);
  assert.equal(target.taskSetsInfo?.[1]?.runningCount, 0);
  assert.match(eventLine(target), /^BeforeInstall Succeeded, Install Failed, AfterInstall Skipped/);
});

const moved: readonly [title: string, groups: readonly string[], message: RegExp][] = [
  [
    'away from the original target group',
    ['green'],
    /Primary taskset target group must be behind listener arn:/,
  ],
  ['to a third target group', ['blue', 'other'], /Only target group in ECS deployment group \(blue, green\)/],
];
for (const [title, groups, message] of moved) {
  test(`a listener that was moved ${title}`, async (t) => {
    const setup = await setUpEcs(t);
    const { balancers } = setup.emulator;
    balancers.addTargetGroup('other');
    setup.production.weights = new Map(
      groups.flatMap((name) => {
        const group = balancers.targetGroups.get(name);
        return group ? [[group, 50] as const] : [];
      }),
    );
    const id = await startEcs(setup);
    const info = await ended(setup.client, id);
    assert.equal(info.errorInformation?.code, 'ELASTIC_LOAD_BALANCING_INVALID');
    assert.match(info.errorInformation?.message ?? '', message);
    assert.equal((await ecsTargetOf(setup, id)).taskSetsInfo?.length, 1, 'no task set was made');
  });
}

test('a hook that fails after the shift, with rollback', async (t) => {
  const setup = await setUpEcs(t, {
    group: { autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] } },
  });
  await addHook(t, setup.emulator, { name: 'CodeDeployHook_after', status: 'Failed' });
  const id = await startEcs(setup, ecsRevision({}, [{ AfterAllowTraffic: 'CodeDeployHook_after' }]));
  const info = await ended(setup.client, id);
  assert.equal(info.errorInformation?.code, 'HOOK_EXECUTION_FAILURE');
  assert.equal((await ended(setup.client, info.rollbackInfo?.rollbackDeploymentId)).status, 'Succeeded');
  assert.equal(await answerOf(setup.production), 'one');
});

test('groups of services are checked', async (t) => {
  const setup = await setUpEcs(t);
  const { client } = setup;
  const { deploymentGroupInfo = {} } = await client.getDeploymentGroup(ecsGroup);
  const { deploymentStyle, blueGreenDeploymentConfiguration, ecsServices, loadBalancerInfo } =
    deploymentGroupInfo;
  const update = (changes: object) =>
    client.updateDeploymentGroup({
      applicationName: 'Web',
      currentDeploymentGroupName: 'production',
      ...changes,
    });
  await update({});
  await assert.rejects(update({ autoScalingGroups: ['a'] }), {
    name: 'InvalidAutoScalingGroupException',
    message: 'For ECS deployment group, autoScalingGroups can not be specified',
  });
  const { deploymentReadyOption, ...termination } = waits(0, 5);
  await assert.rejects(
    update({
      blueGreenDeploymentConfiguration: {
        ...termination,
        deploymentReadyOption: { ...deploymentReadyOption, actionOnTimeout: 'CONTINUE_DEPLOYMENT' },
      },
    }),
    {
      name: 'InvalidBlueGreenDeploymentConfigurationException',
      message: "Deployment ready action cannot be set to 'CONTINUE_DEPLOYMENT' when timeout is specified",
    },
  );
  await assert.rejects(update({ ecsServices: [{ clusterName: 'shop', serviceName: 'api' }] }), {
    name: 'InvalidECSServiceException',
  });
  await assert.rejects(
    client.createDeploymentGroup({
      applicationName: 'Web',
      deploymentGroupName: 'second',
      serviceRoleArn,
      deploymentStyle,
      blueGreenDeploymentConfiguration,
      ecsServices,
      loadBalancerInfo,
    }),
    { name: 'ECSServiceMappingLimitExceededException' },
  );
  await client.createApplication({ applicationName: 'Server' });
  await assert.rejects(
    client.createDeploymentGroup({
      applicationName: 'Server',
      deploymentGroupName: 'second',
      serviceRoleArn,
      ecsServices,
    }),
    {
      name: 'InvalidECSServiceException',
      message: 'Should not specify ECS services parameter for Server deployment group',
    },
  );
});
