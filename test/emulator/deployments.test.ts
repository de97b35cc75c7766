import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeploymentOverview } from '@aws-sdk/client-codedeploy';
import { deploy, ended, eventLine, revision, setUpShop, targetsOf, until } from './emulator-setup.ts';
import type { Diagnostics } from './fleet/agent.ts';
import { instanceId, type Plan, scriptedInstance } from './fleet/scripted.ts';

const good: Plan = {};
const bad: Plan = { outcomes: { AfterInstall: scriptFailed('AfterInstall') } };
const slow: Plan = { eventTime: 60_000 };

function scriptFailed(event: string): Diagnostics {
  return {
    errorCode: 'ScriptFailed',
    scriptName: 'scripts/install.sh',
    message: 'Script at specified location: scripts/install.sh failed with exit code 1',
    logTail: `LifecycleEvent - ${event}\nScript - scripts/install.sh\n[stderr]no space left\n`,
  };
}

test('a deployment that succeeds', async (t) => {
  const setup = await setUpShop(t, [good, good]);
  const info = await deploy(setup, { description: 'first' });

  assert.match(info.deploymentId ?? '', /^d-[A-Z0-9]{9}$/);
  assert.equal(info.status, 'Succeeded');
  assert.equal(info.description, 'first');
  assert.equal(info.creator, 'user');
  assert.equal(info.errorInformation, undefined);
  assert.deepEqual(info.deploymentOverview, {
    Pending: 0,
    InProgress: 0,
    Succeeded: 2,
    Failed: 0,
    Skipped: 0,
    Ready: 0,
  });
  assert.ok(info.createTime && info.startTime && info.completeTime);
  const [target] = await targetsOf(setup.client, info.deploymentId);
  assert.equal(
    eventLine(target),
    'ApplicationStop Succeeded, DownloadBundle Succeeded, BeforeInstall Succeeded, Install Succeeded, AfterInstall Succeeded, ApplicationStart Succeeded, ValidateService Succeeded',
  );
  assert.deepEqual(target?.lifecycleEvents?.[0]?.diagnostics, {
    errorCode: 'Success',
    scriptName: '',
    message: 'Succeeded',
    logTail: '',
  });
  const { deploymentGroupInfo } = await setup.client.getDeploymentGroup({
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
  });
  assert.equal(deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId, info.deploymentId);
  assert.deepEqual(deploymentGroupInfo?.targetRevision, revision('one.zip'));
});

test('a deployment has no targets before it starts', async (t) => {
  const { client } = await setUpShop(t, [good], { pace: 60_000 });
  const { deploymentId } = await client.createDeployment({
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
    revision: revision('one.zip'),
  });
  const { deploymentInfo } = await client.getDeployment({ deploymentId });
  assert.equal(deploymentInfo?.status, 'Created');
  await assert.rejects(client.listDeploymentTargets({ deploymentId }), {
    name: 'DeploymentNotStartedException',
  });
});

test('one at a time ends with the first failure, and skips the rest', async (t) => {
  const setup = await setUpShop(t, [good, bad, good]);
  const info = await deploy(setup);

  assert.equal(info.status, 'Failed');
  assert.equal(info.errorInformation?.code, 'HEALTH_CONSTRAINTS');
  assert.deepEqual(pick(info.deploymentOverview), { Succeeded: 1, Failed: 1, Skipped: 1 });
  const [, failed, skipped] = await targetsOf(setup.client, info.deploymentId);
  assert.equal(
    eventLine(failed),
    'ApplicationStop Succeeded, DownloadBundle Succeeded, BeforeInstall Succeeded, Install Succeeded, AfterInstall Failed, ApplicationStart Skipped, ValidateService Skipped',
  );
  assert.deepEqual(failed?.lifecycleEvents?.[4]?.diagnostics, scriptFailed('AfterInstall'));
  const neverBegun = skipped?.lifecycleEvents?.[0];
  assert.equal(neverBegun?.status, 'Skipped');
  assert.equal(neverBegun?.startTime, undefined);
  assert.ok(neverBegun?.endTime);
});

const partial: [title: string, config: string, plans: Plan[], status: string][] = [
  ['one at a time forgives the last instance', 'OneAtATime', [good, good, bad], 'Succeeded'],
  ['one at a time does not forgive the only instance', 'OneAtATime', [bad], 'Failed'],
  ['all at once succeeds with one instance', 'AllAtOnce', [bad, good, bad], 'Succeeded'],
  ['all at once fails with none', 'AllAtOnce', [bad, bad, bad], 'Failed'],
  ['half at a time succeeds with half', 'HalfAtATime', [good, bad, good, bad], 'Succeeded'],
  [
    'half at a time does not take out of service what it must keep',
    'HalfAtATime',
    [bad, bad, good, good],
    'Failed',
  ],
];

for (const [title, config, plans, status] of partial) {
  test(title, async (t) => {
    const setup = await setUpShop(t, plans);
    const info = await deploy(setup, { deploymentConfigName: `CodeDeployDefault.${config}` });
    assert.equal(info.status, status);
  });
}

test('a configuration that keeps every host in service cannot start', async (t) => {
  const setup = await setUpShop(t, [good, good]);
  await setup.client.createDeploymentConfig({
    deploymentConfigName: 'Careful',
    minimumHealthyHosts: { type: 'HOST_COUNT', value: 2 },
  });
  const info = await deploy(setup, { deploymentConfigName: 'Careful' });
  assert.equal(info.errorInformation?.code, 'HEALTH_CONSTRAINTS_INVALID');
});

test('a group that matches nothing has no instances', async (t) => {
  const info = await deploy(await setUpShop(t, []));
  assert.equal(info.status, 'Failed');
  assert.equal(info.errorInformation?.code, 'NO_INSTANCES');
});

test('EC2 instances are in one region', async (t) => {
  const info = await deploy(await setUpShop(t, [good], { ec2Region: 'eu-west-1' }));
  assert.equal(info.errorInformation?.code, 'NO_INSTANCES');
});

test('a group has one active deployment', async (t) => {
  const { client } = await setUpShop(t, [slow]);
  const input = {
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
    revision: revision('one.zip'),
  };
  const { deploymentId } = await client.createDeployment(input);
  await assert.rejects(client.createDeployment(input), {
    name: 'DeploymentLimitExceededException',
    message: `The Deployment Group 'Production' already has an active Deployment '${deploymentId}'`,
  });
});

test('a stopped deployment', async (t) => {
  const { client } = await setUpShop(t, [slow, slow]);
  const { deploymentId } = await client.createDeployment({
    applicationName: 'Shop',
    deploymentGroupName: 'Production',
    revision: revision('one.zip'),
  });
  await until(client, deploymentId, (info) => info.deploymentOverview?.InProgress === 1);
  assert.equal((await client.stopDeployment({ deploymentId })).status, 'Pending');

  const info = await ended(client, deploymentId);
  assert.equal(info.status, 'Stopped');
  assert.equal(info.errorInformation?.code, 'MANUAL_STOP');
  assert.deepEqual(pick(info.deploymentOverview), { Succeeded: 0, Failed: 1, Skipped: 1 });
  const [running, waiting] = await targetsOf(client, deploymentId);
  assert.match(
    eventLine(running),
    /^ApplicationStop Failed, DownloadBundle Skipped, .*ValidateService Skipped$/,
  );
  assert.match(eventLine(waiting), /^ApplicationStop Skipped, /);
  await assert.rejects(client.stopDeployment({ deploymentId }), {
    name: 'DeploymentAlreadyCompletedException',
  });
});

test('an instance whose agent is dead fails at its first event', async (t) => {
  const setup = await setUpShop(t, [good], { eventStartTimeout: 10 });
  const instance = setup.emulator.fleet.instances.get(instanceId(0));
  assert.ok(instance);
  instance.agentRunning = false;
  const info = await deploy(setup);
  assert.equal(info.status, 'Failed');
  const [target] = await targetsOf(setup.client, info.deploymentId);
  const [first, second] = target?.lifecycleEvents ?? [];
  assert.equal(first?.status, 'Failed');
  assert.match(
    first?.diagnostics?.message ?? '',
    /^CodeDeploy agent was not able to receive the lifecycle event\./,
  );
  assert.equal(second?.status, 'Skipped');
});

for (const [ignore, status] of [
  [true, 'Succeeded'],
  [false, 'Failed'],
] as const) {
  test(`a failing ApplicationStop, ignored: ${ignore}`, async (t) => {
    const setup = await setUpShop(t, [{ outcomes: { ApplicationStop: scriptFailed('ApplicationStop') } }]);
    const info = await deploy(setup, { ignoreApplicationStopFailures: ignore });
    assert.equal(info.status, status);
    const [target] = await targetsOf(setup.client, info.deploymentId);
    assert.equal(target?.lifecycleEvents?.[0]?.status, 'Failed');
    assert.equal(target?.status, status);
  });
}

test('the instances whose last deployment failed come first', async (t) => {
  const outcomes: Record<string, Diagnostics> = { Install: scriptFailed('Install') };
  const setup = await setUpShop(t, [good, good, { outcomes }]);
  await deploy(setup);
  delete outcomes['Install'];
  const { deploymentId } = await deploy(setup);
  const { targetIds } = await setup.client.listDeploymentTargets({ deploymentId });
  assert.equal(targetIds?.[0], instanceId(2));
});

test('only outdated instances, when that is asked for', async (t) => {
  const setup = await setUpShop(t, [good, good]);
  await deploy(setup);
  setup.emulator.fleet.add(scriptedInstance({ id: instanceId(9), tags: { Environment: 'production' } }));
  const again = await deploy(setup, { updateOutdatedInstancesOnly: true });
  const { targetIds } = await setup.client.listDeploymentTargets({ deploymentId: again.deploymentId });
  assert.deepEqual(targetIds, [instanceId(9)]);
  const newRevision = await deploy(setup, {
    updateOutdatedInstancesOnly: true,
    revision: revision('two.zip'),
  });
  assert.equal(newRevision.deploymentOverview?.Succeeded, 3);
});

function pick(overview: DeploymentOverview | undefined) {
  const { Succeeded, Failed, Skipped } = overview ?? {};
  return { Succeeded, Failed, Skipped };
}
