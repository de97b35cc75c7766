import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { deploy, revision, setUp, setUpShop, targetsOf } from './emulator-setup.ts';
import { scriptedInstance } from './fleet/scripted.ts';

test('applications are created, listed, renamed and deleted', async (t) => {
  const { client } = await setUp(t, { entriesPerPage: 2 });
  for (const applicationName of ['B', 'A', 'C']) await client.createApplication({ applicationName });
  const first = await client.listApplications({});
  const second = await client.listApplications({ nextToken: first.nextToken });
  assert.deepEqual([first.applications, second.applications], [['A', 'B'], ['C']]);
  assert.equal(second.nextToken, undefined);

  await client.updateApplication({ applicationName: 'C', newApplicationName: 'D' });
  await client.deleteApplication({ applicationName: 'A' });
  const { applicationsInfo } = await client.batchGetApplications({ applicationNames: ['B', 'D'] });
  assert.deepEqual(
    applicationsInfo?.map(({ applicationName, computePlatform }) => [applicationName, computePlatform]),
    [
      ['B', 'Server'],
      ['D', 'Server'],
    ],
  );
});

test('a group is described, changed and deleted', async (t) => {
  const { client } = await setUpShop(t, []);
  const name = { applicationName: 'Shop', deploymentGroupName: 'Production' };
  const { deploymentGroupInfo } = await client.getDeploymentGroup(name);
  assert.equal(deploymentGroupInfo?.deploymentConfigName, 'CodeDeployDefault.OneAtATime');
  assert.equal(deploymentGroupInfo.computePlatform, 'Server');
  assert.equal(deploymentGroupInfo.lastAttemptedDeployment, undefined);

  await client.updateDeploymentGroup({
    applicationName: 'Shop',
    currentDeploymentGroupName: 'Production',
    newDeploymentGroupName: 'Live',
    deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
  });
  const { deploymentGroupsInfo, errorMessage } = await client.batchGetDeploymentGroups({
    applicationName: 'Shop',
    deploymentGroupNames: ['Live', 'Production'],
  });
  assert.deepEqual(
    deploymentGroupsInfo?.map((group) => [group.deploymentGroupName, group.deploymentConfigName]),
    [['Live', 'CodeDeployDefault.AllAtOnce']],
  );
  assert.match(errorMessage ?? '', /Production/);
  await client.deleteDeploymentGroup({ applicationName: 'Shop', deploymentGroupName: 'Live' });
  assert.deepEqual((await client.listDeploymentGroups({ applicationName: 'Shop' })).deploymentGroups, []);
});

test('a group of an Auto Scaling group behind a load balancer', async (t) => {
  const setup = await setUpShop(t, []);
  const instance = scriptedInstance({ id: 'i-0a', tags: {} });
  setup.emulator.fleet.add({ ...instance, autoScalingGroup: 'web' });
  await setup.client.updateDeploymentGroup({
    applicationName: 'Shop',
    currentDeploymentGroupName: 'Production',
    autoScalingGroups: ['web'],
    deploymentStyle: { deploymentType: 'IN_PLACE', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    loadBalancerInfo: { targetGroupInfoList: [{ name: 'web' }] },
  });
  const { deploymentId } = await deploy(setup);
  const [target] = await targetsOf(setup.client, deploymentId);
  const events = target?.lifecycleEvents?.map((event) => event.lifecycleEventName);
  assert.deepEqual(events?.slice(0, 4), [
    'BeforeBlockTraffic',
    'BlockTraffic',
    'AfterBlockTraffic',
    'ApplicationStop',
  ]);
  assert.deepEqual(events?.slice(-3), ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic']);
  assert.equal(target?.status, 'Succeeded');
});

test('configurations: the predefined ones and one of our own', async (t) => {
  const { client } = await setUp(t);
  const { deploymentConfigsList = [] } = await client.listDeploymentConfigs({});
  assert.equal(deploymentConfigsList.filter((name) => name.startsWith('CodeDeployDefault.Lambda')).length, 9);
  const nameOfOne = 'CodeDeployDefault.OneAtATime';
  const { deploymentConfigInfo: one } = await client.getDeploymentConfig({ deploymentConfigName: nameOfOne });
  assert.deepEqual(one?.minimumHealthyHosts, { type: 'MOST_CONCURRENCY', value: 1 });

  const deploymentConfigName = 'ThreeQuarters';
  await client.createDeploymentConfig({
    deploymentConfigName,
    minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 75 },
  });
  const { deploymentConfigInfo } = await client.getDeploymentConfig({ deploymentConfigName });
  assert.deepEqual(deploymentConfigInfo?.minimumHealthyHosts, { type: 'FLEET_PERCENT', value: 75 });
  await client.deleteDeploymentConfig({ deploymentConfigName });
  await assert.rejects(client.getDeploymentConfig({ deploymentConfigName }), {
    name: 'DeploymentConfigDoesNotExistException',
  });
  await assert.rejects(client.deleteDeploymentConfig({ deploymentConfigName: nameOfOne }), {
    name: 'InvalidOperationException',
  });
});

test('revisions are registered by hand and by deployments', async (t) => {
  const setup = await setUpShop(t, [{}]);
  const { client } = setup;
  const applicationName = 'Shop';
  await assert.rejects(client.getApplicationRevision({ applicationName, revision: revision('a.zip') }), {
    name: 'RevisionDoesNotExistException',
  });
  await client.registerApplicationRevision({
    applicationName,
    revision: revision('a.zip'),
    description: 'By hand',
  });
  const { deploymentId } = await deploy(setup, { revision: revision('b.zip') });

  const byHand = await client.getApplicationRevision({ applicationName, revision: revision('a.zip') });
  assert.equal(byHand.revisionInfo?.description, 'By hand');
  assert.equal(byHand.revisionInfo.firstUsedTime, undefined);
  const deployed = await client.getApplicationRevision({ applicationName, revision: revision('b.zip') });
  assert.equal(
    deployed.revisionInfo?.description,
    `Application revision registered by Deployment ID: ${deploymentId}`,
  );
  assert.deepEqual(deployed.revisionInfo.deploymentGroups, ['Production']);

  const listed = async (input: {
    deployed?: 'include' | 'exclude';
    s3Bucket?: string;
    s3KeyPrefix?: string;
  }) => {
    const { revisions } = await client.listApplicationRevisions({ applicationName, ...input });
    return revisions?.map((location) => location.s3Location?.key);
  };
  assert.deepEqual(await listed({}), ['a.zip', 'b.zip']);
  assert.deepEqual(await listed({ deployed: 'include' }), ['b.zip']);
  assert.deepEqual(await listed({ s3Bucket: 'bundles', s3KeyPrefix: 'a' }), ['a.zip']);
});

test('deployments are listed by group, status and time, the newest first', async (t) => {
  const setup = await setUpShop(t, [{}]);
  const { client } = setup;
  const first = await deploy(setup);
  const second = await deploy(setup);
  const ids = async (input: Parameters<typeof client.listDeployments>[0]) =>
    (await client.listDeployments(input)).deployments;
  const group = { applicationName: 'Shop', deploymentGroupName: 'Production' };
  assert.deepEqual(await ids({}), [second.deploymentId, first.deploymentId]);
  assert.deepEqual(await ids({ ...group, includeOnlyStatuses: [DeploymentStatus.FAILED] }), []);
  assert.deepEqual(await ids({ ...group, createTimeRange: { start: second.createTime } }), [
    second.deploymentId,
  ]);
  await assert.rejects(ids({ applicationName: 'Shop' }), { name: 'DeploymentGroupNameRequiredException' });
  await assert.rejects(ids({ createTimeRange: { start: new Date(2), end: new Date(1) } }), {
    name: 'InvalidTimeRangeException',
  });
});

test('targets come in pages and in batches of 25, and can be filtered', async (t) => {
  const setup = await setUpShop(
    t,
    Array.from({ length: 27 }, () => ({})),
    { targetsPerPage: 10 },
  );
  const { client } = setup;
  const { deploymentId } = await deploy(setup, { deploymentConfigName: 'CodeDeployDefault.AllAtOnce' });
  const pages: number[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.listDeploymentTargets({ deploymentId, ...(nextToken && { nextToken }) });
    pages.push(page.targetIds?.length ?? 0);
    nextToken = page.nextToken;
  } while (nextToken);
  assert.deepEqual(pages, [10, 10, 7]);

  const targetIds = [...setup.emulator.fleet.instances.keys()];
  await assert.rejects(
    client.batchGetDeploymentTargets({ deploymentId, targetIds: targetIds.slice(0, 26) }),
    {
      name: 'DeploymentTargetListSizeExceededException',
    },
  );
  await assert.rejects(client.getDeploymentTarget({ deploymentId, targetId: 'i-0' }), {
    name: 'DeploymentTargetDoesNotExistException',
  });
  const failed = await client.listDeploymentTargets({
    deploymentId,
    targetFilters: { TargetStatus: ['Failed'] },
  });
  assert.deepEqual(failed.targetIds, []);
  await assert.rejects(
    client.listDeploymentTargets({ deploymentId, targetFilters: { ServerInstanceLabel: ['Green'] } }),
    { name: 'InvalidDeploymentInstanceTypeException' },
  );
});

test('on-premises instances are registered, tagged, deployed to and deregistered', async (t) => {
  const setup = await setUpShop(t, []);
  const { client } = setup;
  const instanceName = 'rack-7';
  const iamUserArn = 'arn:aws:iam::123456789012:user/CodeDeployUser';
  await client.registerOnPremisesInstance({ instanceName, iamUserArn });
  await assert.rejects(client.registerOnPremisesInstance({ instanceName, iamUserArn }), {
    name: 'IamUserArnAlreadyRegisteredException',
  });
  await assert.rejects(client.registerOnPremisesInstance({ instanceName: 'i-1', iamUserArn }), {
    name: 'InvalidInstanceNameException',
  });
  const tags = [{ Key: 'Role', Value: 'web' }];
  await client.addTagsToOnPremisesInstances({ tags, instanceNames: [instanceName] });
  await assert.rejects(client.addTagsToOnPremisesInstances({ tags, instanceNames: ['rack-8'] }), {
    name: 'InstanceNotRegisteredException',
  });
  const { instanceNames } = await client.listOnPremisesInstances({
    registrationStatus: 'Registered',
    tagFilters: [{ Key: 'Role', Value: 'web', Type: 'KEY_AND_VALUE' }],
  });
  assert.deepEqual(instanceNames, [instanceName]);

  await client.updateDeploymentGroup({
    applicationName: 'Shop',
    currentDeploymentGroupName: 'Production',
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [{ Key: 'Role', Value: 'web', Type: 'KEY_AND_VALUE' }],
  });
  // Its agent is real and there is no such bundle: the deployment reaches it and fails.
  const { deploymentId, status } = await deploy(setup);
  assert.equal(status, 'Failed');
  const [target] = await targetsOf(client, deploymentId);
  assert.equal(target?.targetId, instanceName);
  assert.match(target.targetArn ?? '', /^arn:aws:codedeploy:us-east-1:\d+:instance\/rack-7_/);
  const download = target.lifecycleEvents?.find((event) => event.lifecycleEventName === 'DownloadBundle');
  assert.equal(download?.status, 'Failed');

  await client.removeTagsFromOnPremisesInstances({ tags, instanceNames: [instanceName] });
  assert.equal((await deploy(setup)).errorInformation?.code, 'NO_INSTANCES');
  await client.deregisterOnPremisesInstance({ instanceName });
  const { instanceInfo } = await client.getOnPremisesInstance({ instanceName });
  assert.ok(instanceInfo?.deregisterTime);
  assert.equal(setup.emulator.fleet.instances.size, 0);
});
