import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { accessKeyId, secretAccessKey } from './credentials.ts';
import type { Emulator } from './emulator.ts';
import { ended, eventLine } from './emulator-setup.ts';
import {
  addHook,
  lambdaGroup,
  lambdaRevision,
  lambdaTargetOf,
  setUpLambda,
  untilTarget,
} from './lambda-setup.ts';

const canary = { deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' };

test('a canary splits the alias', async (t) => {
  const setup = await setUpLambda(t, canary, { pace: 50, minute: 3_600_000 });
  const { client, lambda } = setup;
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision: lambdaRevision() });
  await assert.rejects(client.listDeploymentTargets({ deploymentId }), {
    name: 'DeploymentNotStartedException',
  });
  const target = await untilTarget(setup, deploymentId, (each) => weightOf(each) === 0.1);
  assert.equal(
    eventLine(target),
    'BeforeAllowTraffic Succeeded, AllowTraffic InProgress, AfterAllowTraffic Pending',
  );
  assert.equal(target.targetId, 'prices');
  const split = await lambda.getAlias({ FunctionName: 'prices', Name: 'live' });
  assert.equal(split.FunctionVersion, '1');
  assert.deepEqual(split.RoutingConfig?.AdditionalVersionWeights, { 2: 0.1 });
  const { deploymentInfo } = await client.getDeployment({ deploymentId });
  assert.equal(deploymentInfo?.status, 'InProgress');
  assert.equal(deploymentInfo?.deploymentOverview, undefined);
});

test('at its end, a canary has moved the alias', async (t) => {
  const setup = await setUpLambda(t, canary);
  const { client, lambda } = setup;
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision: lambdaRevision() });
  const info = await ended(client, deploymentId);
  assert.equal(info.status, 'Succeeded');
  assert.equal(info.computePlatform, 'Lambda');
  assert.equal(info.deploymentOverview?.Succeeded, 1);
  const last = await lambdaTargetOf(setup, deploymentId);
  assert.equal(last.status, 'Succeeded');
  assert.deepEqual(last.lambdaFunctionInfo, {
    functionName: 'prices',
    functionAlias: 'live',
    currentVersion: '1',
    targetVersion: '2',
    targetVersionWeight: 1,
  });
  const moved = await lambda.getAlias({ FunctionName: 'prices', Name: 'live' });
  assert.equal(moved.FunctionVersion, '2');
  assert.equal(moved.RoutingConfig, undefined);
});

test('a linear shift goes step by step', async (t) => {
  const setup = await setUpLambda(t, {}, { minute: 400 });
  const { client, lambda } = setup;
  await client.createDeploymentConfig({
    deploymentConfigName: 'Thirds',
    computePlatform: 'Lambda',
    trafficRoutingConfig: {
      type: 'TimeBasedLinear',
      timeBasedLinear: { linearPercentage: 30, linearInterval: 1 },
    },
  });
  const { deploymentId } = await client.createDeployment({
    ...lambdaGroup,
    revision: lambdaRevision(),
    deploymentConfigName: 'Thirds',
  });
  const seen = new Set<number>();
  await untilTarget(setup, deploymentId, (target) => {
    seen.add(weightOf(target) ?? 0);
    return target.status === 'Succeeded';
  });
  assert.deepEqual([...seen], [0, 0.3, 0.6, 0.9, 1]);
  assert.equal((await lambda.getAlias({ FunctionName: 'prices', Name: 'live' })).FunctionVersion, '2');
});

test('hooks are invoked, and decide by calling back', async (t) => {
  const setup = await setUpLambda(t);
  const { client, emulator } = setup;
  await addHook(t, emulator, { name: 'CodeDeployHook_before', status: 'Succeeded' });
  await addHook(t, emulator, { name: 'CodeDeployHook_after', status: 'Succeeded' });
  const { deploymentId } = await client.createDeployment({
    ...lambdaGroup,
    revision: lambdaRevision({}, [
      { BeforeAllowTraffic: 'CodeDeployHook_before' },
      { AfterAllowTraffic: 'arn:aws:lambda:us-east-1:123456789012:function:CodeDeployHook_after' },
    ]),
  });
  assert.equal((await ended(client, deploymentId)).status, 'Succeeded');
  const calls = emulator.requests.filter(
    ({ operation }) => operation === 'PutLifecycleEventHookExecutionStatus',
  );
  assert.equal(calls.length, 2);
});

test('an AppSpec file is kept by its hash', async (t) => {
  const { client } = await setUpLambda(t);
  const revision = lambdaRevision();
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision });
  const info = await ended(client, deploymentId);
  const sha256 = createHash('sha256').update(revision.appSpecContent.content).digest('hex');
  assert.deepEqual(info.revision, { revisionType: 'AppSpecContent', appSpecContent: { sha256 } });
  const { deploymentGroupInfo } = await client.getDeploymentGroup(lambdaGroup);
  assert.deepEqual(deploymentGroupInfo?.targetRevision, info.revision);
  const kept = await client.getApplicationRevision({ applicationName: 'Prices', revision: info.revision });
  assert.equal(kept.revision?.appSpecContent?.content, revision.appSpecContent.content);
});

test('an AppSpec file can be in S3, or a String', async (t) => {
  const setup = await setUpLambda(t);
  const { client, emulator } = setup;
  const { content } = lambdaRevision().appSpecContent;
  emulator.s3.createBucket('specs');
  await putObject(emulator, { Bucket: 'specs', Key: 'prices.json', Body: content });
  const s3Location = { bucket: 'specs', key: 'prices.json', bundleType: 'JSON' } as const;
  const inS3 = await client.createDeployment({
    ...lambdaGroup,
    revision: { revisionType: 'S3', s3Location },
  });
  assert.equal((await ended(client, inS3.deploymentId)).status, 'Succeeded');
  const back = lambdaRevision({ CurrentVersion: '2', TargetVersion: '1' }).appSpecContent.content;
  const text = await client.createDeployment({
    ...lambdaGroup,
    revision: { revisionType: 'String', string: { content: back } },
  });
  assert.equal((await ended(client, text.deploymentId)).status, 'Succeeded');
});

async function putObject({ url }: Emulator, input: PutObjectCommandInput): Promise<void> {
  const credentials = { accessKeyId, secretAccessKey };
  const s3 = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  await s3.send(new PutObjectCommand(input));
  s3.destroy();
}

function weightOf(target: { lambdaFunctionInfo?: { targetVersionWeight?: number | undefined } | undefined }) {
  return target.lambdaFunctionInfo?.targetVersionWeight;
}
