import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { answeringCommand, ecsClientOf, registerWeb, untilAnswers, waits } from '../emulator/ecs-setup.ts';
import type { Content } from '../support/repository.ts';
import { setStage } from './stage.ts';

const appSpec = (definition: string) => `version: 0.0
Resources:
  - Web:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: ${definition}
        LoadBalancerInfo: { ContainerName: web, ContainerPort: 80 }
`;

const inputs = { 'application-name': 'Web', 'deployment-group-name': 'production' };
const canary = { 'deployment-config-name': 'CodeDeployDefault.ECSCanary10Percent5Minutes' };

/** The service `web` of two tasks that answer `one`, a task definition whose tasks answer `two`, and their group. */
async function setEcsStage(
  t: TestContext,
  files: Readonly<Record<string, Content>>,
  { termination = 0, ready }: { termination?: number; ready?: number } = {},
) {
  const stage = await setStage(files, { minute: 400, ec2Region: 'us-east-1' });
  t.after(() => stage[Symbol.asyncDispose]());
  const { emulator } = stage;
  const ecs = ecsClientOf(emulator);
  t.after(() => ecs.destroy());
  const blue = emulator.balancers.addTargetGroup('blue');
  emulator.balancers.addTargetGroup('green');
  const production = await emulator.balancers.addListener('blue');
  await ecs.createCluster({ clusterName: 'shop' });
  for (const answer of ['one', 'two']) await registerWeb(ecs, answeringCommand(answer));
  await ecs.createService({
    cluster: 'shop',
    serviceName: 'web',
    taskDefinition: 'web:1',
    desiredCount: 2,
    launchType: 'FARGATE',
    deploymentController: { type: 'CODE_DEPLOY' },
    loadBalancers: [{ targetGroupArn: blue.arn, containerName: 'web', containerPort: 80 }],
  });
  await untilAnswers(production, 'one');
  const { environment, url } = emulator;
  const client = new CodeDeploy({
    endpoint: url,
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
  t.after(() => client.destroy());
  await client.createApplication({ applicationName: 'Web', computePlatform: 'ECS' });
  await client.createDeploymentGroup({
    applicationName: 'Web',
    deploymentGroupName: 'production',
    serviceRoleArn: 'arn:aws:iam::123456789012:role/CodeDeploy',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    blueGreenDeploymentConfiguration: waits(termination, ready),
    ecsServices: [{ clusterName: 'shop', serviceName: 'web' }],
    loadBalancerInfo: {
      targetGroupPairInfoList: [
        {
          targetGroups: [{ name: 'blue' }, { name: 'green' }],
          prodTrafficRoute: { listenerArns: [production.arn] },
        },
      ],
    },
  });
  const answer = async () => (await fetch(production.url)).text();
  return { ...stage, answer };
}

test('a canary moves the traffic of a service, and the same AppSpec is deployed again by its URI and its deployment', async (t) => {
  const stage = await setEcsStage(t, { 'appspec.yaml': appSpec('<TASK_DEFINITION>') });
  const first = await stage.run({ ...inputs, ...canary, 'appspec-values': 'TASK_DEFINITION=web:2' });
  assert.equal(first.exitCode, 0, first.log);
  assert.match(first.log, /^shop:web {2}New tasks: 2 of 2 running$/m);
  assert.match(first.log, /^shop:web {2}Traffic: 0 % → 10 % on ecs-svc\/\d+$/m);
  assert.match(first.log, /^shop:web {2}Traffic: 10 % → 100 %/m);
  assert.equal(first.outputs['traffic-weight'], '100');
  assert.equal(await stage.answer(), 'two');
  for (const revision of [first.outputs['revision'] ?? '', first.outputs['deployment-id'] ?? '']) {
    const again = await stage.run({ ...inputs, revision });
    assert.equal(again.exitCode, 0, again.log);
    assert.equal(again.outputs['revision'], first.outputs['revision']);
  }
});

test('traffic-shift is reached before the original tasks are ended', async (t) => {
  const stage = await setEcsStage(t, { 'appspec.yml': appSpec('web:2') }, { termination: 600 });
  const { exitCode, log, outputs } = await stage.run({
    ...inputs,
    'wait-for': 'traffic-shift',
    timeout: '2h',
  });
  assert.equal(exitCode, 0, log);
  assert.equal(outputs['status'], 'InProgress');
  assert.match(log, /^wait-for is traffic-shift: the step is done, and the deployment continues\.$/m);
});

test('a deployment whose traffic has moved is not stopped when the job is cancelled', async (t) => {
  const stage = await setEcsStage(t, { 'appspec.yml': appSpec('web:2') }, { termination: 600 });
  const { exitCode, log, requests } = await stage.run(
    { ...inputs, timeout: '20h' },
    { onLine: (line, kill) => void (/AfterAllowTraffic: Succeeded/.test(line) && kill('SIGINT')) },
  );
  assert.equal(exitCode, 0, log);
  assert.match(log, /^::warning.*All traffic has moved already, so the deployment is not stopped/m);
  assert.ok(!requests.some(({ operation }) => operation === 'StopDeployment'));
});

test('ready is where somebody has to continue', async (t) => {
  const stage = await setEcsStage(t, { 'appspec.yml': appSpec('web:2') }, { ready: 600 });
  const { exitCode, log, outputs } = await stage.run({ ...inputs, 'wait-for': 'ready' });
  assert.equal(exitCode, 0, log);
  assert.equal(outputs['status'], 'Ready');
  assert.equal(await stage.answer(), 'one');
});
