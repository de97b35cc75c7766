import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { CreateApplicationCommand, CreateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { handlerIn } from '../emulator/lambda-setup.ts';
import type { Content } from '../support/repository.ts';
import { requestOf } from './requests.ts';
import { setStage } from './stage.ts';

const appSpec = (target: string) => `version: 0.0
Resources:
  - Prices:
      Type: AWS::Lambda::Function
      Properties:
        Name: prices
        Alias: live
        CurrentVersion: "1"
        TargetVersion: "${target}"
`;

const inputs = {
  'application-name': 'Prices',
  'deployment-group-name': 'live',
  'deployment-config-name': 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
};

/** The function `prices` in versions 1 and 2, its alias `live` on 1, and a group to deploy it with. */
async function setLambdaStage(t: TestContext, files: Readonly<Record<string, Content>>) {
  const stage = await setStage(files, { minute: 400 });
  const { emulator, client } = stage;
  t.after(() => stage[Symbol.asyncDispose]());
  await emulator.lambda.addFunction({ name: 'prices', directory: handlerIn(t, 'async () => 1') });
  await emulator.lambda.publish('prices', handlerIn(t, 'async () => 2'));
  const { environment, url } = emulator;
  const lambda = new Lambda({
    endpoint: url,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  t.after(() => lambda.destroy());
  await lambda.createAlias({ FunctionName: 'prices', Name: 'live', FunctionVersion: '1' });
  await client.send(new CreateApplicationCommand({ applicationName: 'Prices', computePlatform: 'Lambda' }));
  await client.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'Prices',
      deploymentGroupName: 'live',
      serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    }),
  );
  const alias = () => lambda.getAlias({ FunctionName: 'prices', Name: 'live' });
  return { ...stage, alias };
}

test('the AppSpec file of the commit moves an alias with a canary', async (t) => {
  const content = appSpec('2');
  const stage = await setLambdaStage(t, { 'appspec.yml': content });
  const result = await stage.run(inputs);
  const { exitCode, log, outputs } = result;
  assert.equal(exitCode, 0, log);
  const sha256 = createHash('sha256').update(content).digest('hex');
  assert.deepEqual(requestOf(result, 'CreateDeployment').revision, {
    revisionType: 'AppSpecContent',
    appSpecContent: { content, sha256 },
  });
  assert.match(log, /^prices {2}Traffic: 0 % → 10 % on version 2$/m);
  assert.match(log, /^prices {2}Traffic: 10 % → 100 % on version 2$/m);
  assert.equal(outputs['revision'], `appspec://sha256/${sha256}?application=Prices`);
  assert.equal(outputs['traffic-weight'], '100');
  assert.equal(outputs['target-version'], '2');
  assert.equal((await stage.alias()).FunctionVersion, '2');
});

test('values take the place of placeholders; one without a value is named with its line', async (t) => {
  const stage = await setLambdaStage(t, { 'appspec.yaml': appSpec('<VERSION>') });
  const missing = await stage.run(inputs);
  assert.equal(missing.exitCode, 1);
  assert.match(missing.log, /appspec\.yaml:9: the placeholder <VERSION> has no value/);
  const filled = await stage.run({ ...inputs, 'appspec-values': 'VERSION=2' });
  assert.equal(filled.exitCode, 0, filled.log);
  assert.equal((await stage.alias()).FunctionVersion, '2');
});

test('a cancel in the middle of the shift rolls back, and leaves no split alias', async (t) => {
  const stage = await setLambdaStage(t, { 'appspec.yml': appSpec('2') });
  const config = { 'deployment-config-name': 'CodeDeployDefault.LambdaCanary10Percent30Minutes' };
  const { exitCode, log } = await stage.run(
    { ...inputs, ...config },
    { onLine: (line, kill) => void (line.includes('→ 10 %') && kill('SIGINT')) },
  );
  assert.equal(exitCode, 1);
  assert.match(log, /^Stopping deployment d-\w+, to roll back$/m);
  const { FunctionVersion, RoutingConfig } = await stage.alias();
  assert.deepEqual([FunctionVersion, RoutingConfig], ['1', undefined]);
});

test('what a Lambda group does not take is refused by name', async (t) => {
  const stage = await setLambdaStage(t, { 'appspec.yml': appSpec('2') });
  const { exitCode, log, requests } = await stage.run({
    ...inputs,
    's3-bucket': 'shop-releases',
    'file-exists-behavior': 'OVERWRITE',
    'wait-for': 'ready',
  });
  assert.equal(exitCode, 1);
  for (const input of ['s3-bucket', 'file-exists-behavior', 'wait-for: ready'])
    assert.match(log, new RegExp(`::error.*- ${input}`));
  assert.ok(!requests.some(({ operation }) => operation === 'CreateDeployment'));
});
