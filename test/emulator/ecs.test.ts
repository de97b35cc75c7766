import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { withoutAwsCli } from './aws-cli.ts';
import {
  answeringCommand,
  answerOf,
  ecsClientOf,
  ecsGroup,
  ecsRevision,
  registerWeb,
  setUpEcs,
  untilAnswers,
} from './ecs-setup.ts';
import { setUp } from './emulator-setup.ts';

const run = promisify(execFile);

async function setUpClient(t: TestContext) {
  const { emulator } = await setUp(t);
  const ecs = ecsClientOf(emulator);
  t.after(() => ecs.destroy());
  return { emulator, ecs };
}

test('task definitions have revisions, and are ACTIVE or INACTIVE', async (t) => {
  const { ecs } = await setUpClient(t);
  const containerDefinitions = [{ name: 'web', image: 'web:1', portMappings: [{ containerPort: 80 }] }];
  for (let n = 0; n < 3; n += 1) await ecs.registerTaskDefinition({ family: 'web', containerDefinitions });
  const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/web';
  assert.deepEqual(
    (await ecs.listTaskDefinitions({ familyPrefix: 'web', sort: 'DESC' })).taskDefinitionArns,
    [`${arn}:3`, `${arn}:2`, `${arn}:1`],
  );
  await ecs.deregisterTaskDefinition({ taskDefinition: 'web:3' });
  const { taskDefinition } = await ecs.describeTaskDefinition({ taskDefinition: 'web' });
  assert.equal(taskDefinition?.revision, 2);
  assert.ok(taskDefinition?.registeredAt instanceof Date);
  assert.equal(
    (await ecs.describeTaskDefinition({ taskDefinition: `${arn}:3` })).taskDefinition?.status,
    'INACTIVE',
  );
  assert.deepEqual((await ecs.listTaskDefinitions({ status: 'INACTIVE' })).taskDefinitionArns, [`${arn}:3`]);
  await assert.rejects(ecs.describeTaskDefinition({ taskDefinition: 'api' }), {
    name: 'ClientException',
    message: 'Unable to describe task definition.',
  });
  await assert.rejects(ecs.describeTaskDefinition({ taskDefinition: 'web:latest' }), {
    name: 'InvalidParameterException',
    message: 'Invalid revision number. Number: latest',
  });
});

test('what does not exist', async (t) => {
  const { ecs } = await setUpClient(t);
  await assert.rejects(ecs.describeServices({ cluster: 'shop', services: ['web'] }), {
    name: 'ClusterNotFoundException',
    message: 'Cluster not found.',
  });
  await ecs.createCluster({ clusterName: 'shop' });
  const { services, failures } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
  assert.deepEqual(services, []);
  assert.deepEqual(failures, [
    { arn: 'arn:aws:ecs:us-east-1:123456789012:service/shop/web', reason: 'MISSING' },
  ]);
});

test('a service of CodeDeploy: what it shows and what it refuses', async (t) => {
  const { ecs, emulator } = await setUpEcs(t);
  const web = { cluster: 'shop', service: 'web' };
  const { services = [] } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
  assert.equal(services[0]?.deploymentController?.type, 'CODE_DEPLOY');
  assert.deepEqual(services[0]?.deployments, []);
  assert.equal(services[0]?.loadBalancers?.[0]?.containerPort, 80);
  assert.equal(services[0]?.taskSets?.[0]?.externalId, undefined);
  assert.equal(services[0]?.runningCount, 2);
  await assert.rejects(ecs.updateService({ ...web, taskDefinition: 'web:2' }), {
    name: 'InvalidParameterException',
    message:
      'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
  });
  const scaled = await ecs.updateService({ ...web, desiredCount: 1 });
  assert.equal(scaled.service?.taskSets?.[0]?.computedDesiredCount, 1);
  emulator.deny('ecs:DescribeServices');
  await assert.rejects(ecs.describeServices({ cluster: 'shop', services: ['web'] }), {
    name: 'AccessDeniedException',
  });
  emulator.faults.add({ service: 'ecs', operation: '*', effect: { kind: 'status', status: 503 } });
  await assert.rejects(ecs.updateService({ ...web, desiredCount: 1 }), { name: 'ServerException' });
});

test('a task that ends is started again', async (t) => {
  const { ecs, production, emulator } = await setUpEcs(t, { service: { desiredCount: 1 } });
  const dies = answeringCommand('one')[2]?.replace(
    'response.end',
    'setTimeout(process.exit, 20) && response.end',
  );
  await ecs.registerTaskDefinition({
    family: 'fragile',
    containerDefinitions: [{ name: 'web', image: 'fragile:1', portMappings: [{ containerPort: 80 }] }],
  });
  emulator.ecs.addImage('fragile:1', { directory: tmpdir(), command: [process.execPath, '-e', dies ?? ''] });
  await ecs.createService({
    cluster: 'shop',
    serviceName: 'fragile',
    taskDefinition: 'fragile',
    desiredCount: 1,
    loadBalancers: [
      {
        targetGroupArn: emulator.balancers.addTargetGroup('fragile').arn,
        containerName: 'web',
        containerPort: 80,
      },
    ],
  });
  const listener = await emulator.balancers.addListener('fragile');
  for (let n = 0; n < 3; n += 1) await untilAnswers(listener, 'one');
  assert.equal(await answerOf(production), 'one');
});

test('aws ecs deploy, from a task definition in a file', { skip: withoutAwsCli }, async (t) => {
  const { emulator, production, ecs } = await setUpEcs(t);
  const directory = mkdtempSync(join(tmpdir(), 'ecs-deploy-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(
    join(directory, 'taskdef.json'),
    JSON.stringify({
      family: 'web',
      containerDefinitions: [
        {
          name: 'web',
          image: 'web',
          command: answeringCommand('three'),
          portMappings: [{ containerPort: 80 }],
        },
      ],
    }),
  );
  writeFileSync(join(directory, 'appspec.json'), ecsRevision().appSpecContent.content);
  const environment = { ...emulator.environment, PATH: process.env['PATH'], AWS_CONFIG_FILE: devNull };
  const words = [
    ...['ecs', 'deploy', '--cluster', 'shop', '--service', 'web', '--task-definition', 'taskdef.json'],
    ...['--codedeploy-appspec', 'appspec.json', '--codedeploy-application', ecsGroup.applicationName],
    ...['--codedeploy-deployment-group', ecsGroup.deploymentGroupName],
  ];
  const { stdout } = await run('aws', words, { env: environment, cwd: directory });
  assert.match(stdout, /Successfully deployed .*task-definition\/web:3 to service 'web'/);
  assert.equal(await answerOf(production), 'three');
  const { services } = await ecs.describeServices({ cluster: 'shop', services: ['web'] });
  assert.match(services?.[0]?.taskDefinition ?? '', /web:3$/);
});

test('the AWS CLI makes what the tutorial needs', { skip: withoutAwsCli }, async (t) => {
  const { emulator, ecs } = await setUpClient(t);
  const environment = { ...emulator.environment, PATH: process.env['PATH'], AWS_CONFIG_FILE: devNull };
  const aws = async (...words: string[]) =>
    JSON.parse((await run('aws', words, { env: environment })).stdout || '{}');
  const elb = (...words: string[]) => aws('elbv2', ...words);
  const target = ['--protocol', 'HTTP', '--port', '80', '--target-type', 'ip'];
  const balancer = await elb('create-load-balancer', '--name', 'web', '--subnets', 's-1', 's-2');
  const arn = balancer.LoadBalancers[0].LoadBalancerArn;
  const group = (await elb('create-target-group', '--name', 'blue', ...target)).TargetGroups[0]
    .TargetGroupArn;
  await elb('create-target-group', '--name', 'green', ...target);
  const listener = await elb(
    ...['create-listener', '--load-balancer-arn', arn, '--protocol', 'HTTP', '--port', '80'],
    ...['--default-actions', `Type=forward,TargetGroupArn=${group}`],
  );
  const { ListenerArn, Port } = listener.Listeners[0];
  await ecs.createCluster({ clusterName: 'shop' });
  await registerWeb(ecs, answeringCommand('one'));
  await ecs.createService({
    cluster: 'shop',
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn: group, containerName: 'web', containerPort: 80 }],
  });
  const url = `http://127.0.0.1:${Port}`;
  await untilAnswers({ url }, 'one');
  const { TargetHealthDescriptions: health } = await elb(
    'describe-target-health',
    '--target-group-arn',
    group,
  );
  assert.equal(health[0].TargetHealth.State, 'healthy');
  const other = (await elb('describe-target-groups', '--names', 'green')).TargetGroups[0].TargetGroupArn;
  const tuples = [group, other].map((each, n) => ({ TargetGroupArn: each, Weight: n * 100 }));
  const action = JSON.stringify([{ Type: 'forward', ForwardConfig: { TargetGroups: tuples } }]);
  await elb('modify-listener', '--listener-arn', ListenerArn, '--default-actions', action);
  const [shown] = (await elb('describe-listeners', '--listener-arns', ListenerArn)).Listeners;
  assert.deepEqual(shown.DefaultActions[0].ForwardConfig.TargetGroups, tuples);
  assert.equal(shown.DefaultActions[0].TargetGroupArn, undefined);
  assert.equal(await answerOf({ url }), '503');
});
