import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { accessKeyId, secretAccessKey } from './credentials.ts';
import type { Emulator } from './emulator.ts';
import { clientOf, revision, setUp, setUpShop } from './emulator-setup.ts';
import type { Effect } from './faults.ts';
import { instanceId } from './fleet/scripted.ts';

const answered: [title: string, effect: Effect, expected: { name: string; status?: number }][] = [
  ['throttled', { kind: 'throttle' }, { name: 'ThrottlingException', status: 400 }],
  ['an expired session', { kind: 'expired-token' }, { name: 'ExpiredTokenException', status: 400 }],
  ['a failure of the service', { kind: 'status', status: 503 }, { name: 'InternalFailure', status: 503 }],
  ['a page of a proxy', { kind: 'status', status: 502, body: 'html' }, { name: 'SyntaxError', status: 502 }],
  [
    'any error',
    { kind: 'error', name: 'InvalidRoleException', message: 'The role is gone' },
    { name: 'InvalidRoleException', status: 400 },
  ],
  ['a broken connection', { kind: 'reset-before' }, { name: 'TimeoutError' }],
];

for (const [title, effect, { name, status }] of answered) {
  test(`a fault: ${title}`, async (t) => {
    const { emulator, client } = await setUp(t);
    emulator.faults.add({ service: 'codedeploy', operation: 'ListApplications', effect });
    await assert.rejects(
      client.listApplications({}),
      (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
        assert.equal(error.name, name);
        assert.equal(error.$metadata?.httpStatusCode, status);
        return true;
      },
    );
    // It hits one request.
    assert.deepEqual((await client.listApplications({})).applications, []);
    assert.equal(emulator.requests.length, 2);
  });
}

test('a denied action, by a fault', async (t) => {
  const { emulator, client } = await setUpShop(t, []);
  emulator.faults.add({
    service: 'codedeploy',
    operation: 'GetApplication',
    effect: { kind: 'access-denied' },
  });
  await assert.rejects(client.getApplication({ applicationName: 'Shop' }), {
    name: 'AccessDeniedException',
    message:
      /is not authorized to perform: codedeploy:GetApplication on resource: arn:aws:codedeploy:us-east-1:123456789012:application:Shop /,
  });
});

test('a denied action, for good', async (t) => {
  const { emulator, client } = await setUp(t);
  emulator.deny('codedeploy:StopDeployment');
  for (const _ of [1, 2]) {
    await assert.rejects(client.stopDeployment({ deploymentId: 'd-ABCDEFGHI' }), {
      name: 'AccessDeniedException',
      message: /codedeploy:StopDeployment on resource: \* /,
    });
  }
});

test('CreateDeployment needs to read the configuration too', async (t) => {
  const { emulator, client } = await setUpShop(t, []);
  emulator.deny('codedeploy:GetDeploymentConfig');
  await assert.rejects(
    client.createDeployment({
      applicationName: 'Shop',
      deploymentGroupName: 'Production',
      revision: revision('one.zip'),
    }),
    {
      name: 'AccessDeniedException',
      message: /codedeploy:GetDeploymentConfig on resource: \S+:deploymentconfig:/,
    },
  );
});

test('a reset after the effect: the client sees an error, the service has done it', async (t) => {
  const { emulator, client } = await setUp(t);
  emulator.faults.add({
    service: 'codedeploy',
    operation: 'CreateApplication',
    effect: { kind: 'reset-after' },
  });
  await assert.rejects(client.createApplication({ applicationName: 'Shop' }));
  assert.deepEqual((await client.listApplications({})).applications, ['Shop']);
});

test('a hang lasts until the client gives up', async (t) => {
  const { emulator, client } = await setUp(t);
  emulator.faults.add({ service: 'codedeploy', operation: '*', effect: { kind: 'hang' } });
  const patience = new AbortController();
  const answer = client.listApplications({}, { abortSignal: patience.signal });
  const outcome = assert.rejects(answer, { name: 'AbortError' });
  while (emulator.requests.length === 0) await delay(1);
  patience.abort();
  await outcome;
});

test('a fault skips requests, hits as many as it says, and lets the SDK retry', async (t) => {
  const { emulator } = await setUp(t);
  const client = clientOf(emulator, { maxAttempts: 3 });
  t.after(() => client.destroy());
  emulator.faults.add({
    service: 'codedeploy',
    operation: 'ListApplications',
    effect: { kind: 'status', status: 500 },
    skip: 1,
    times: 2,
  });
  assert.equal((await client.listApplications({})).$metadata.attempts, 1);
  assert.equal((await client.listApplications({})).$metadata.attempts, 3);
});

test('faults are set and cleared over HTTP', async (t) => {
  const { emulator, client } = await setUp(t);
  const fault = { service: 'codedeploy', operation: '*', effect: { kind: 'throttle' }, times: 'always' };
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  await assert.rejects(client.listApplications({}), { name: 'ThrottlingException' });
  await fetch(`${emulator.url}/_emulator/faults`, { method: 'DELETE' });
  assert.deepEqual((await client.listApplications({})).applications, []);
});

const unusable: [title: string, body: string, message: RegExp][] = [
  ['no JSON', '{', /JSON/],
  [
    'another service',
    '{"service":"ec2"}',
    /service is one of codedeploy, lambda, ecs, elasticloadbalancing, s3, github/,
  ],
  ['no operation', '{"service":"s3"}', /operation/],
  ['another effect', '{"service":"s3","operation":"*","effect":{"kind":"fire"}}', /effect\.kind is one of/],
];

for (const [title, body, message] of unusable) {
  test(`a fault over HTTP that is refused: ${title}`, async (t) => {
    const { emulator } = await setUp(t);
    const response = await fetch(`${emulator.url}/_emulator/faults`, { method: 'POST', body });
    assert.equal(response.status, 400);
    assert.match(await response.text(), message);
  });
}

test('an agent is stopped over HTTP', async (t) => {
  const { emulator } = await setUpShop(t, [{}]);
  const url = `${emulator.url}/_emulator/instances/${instanceId(0)}`;
  await fetch(url, { method: 'POST', body: '{"agentRunning":false}' });
  assert.equal(emulator.fleet.instances.get(instanceId(0))?.agentRunning, false);
  const answer = (await (await fetch(url)).json()) as { agentRunning?: unknown };
  assert.equal(answer.agentRunning, false);
  assert.equal((await fetch(`${emulator.url}/_emulator/instances/i-0`)).status, 404);
});

const ofS3: [title: string, effect: Effect, name: string, status: number][] = [
  ['throttled', { kind: 'throttle' }, 'SlowDown', 503],
  ['an expired session', { kind: 'expired-token' }, 'ExpiredToken', 400],
  ['denied', { kind: 'access-denied' }, 'AccessDenied', 403],
];

for (const [title, effect, name, status] of ofS3) {
  test(`a fault of S3: ${title}`, async (t) => {
    const { emulator } = await setUp(t);
    emulator.faults.add({ service: 's3', operation: 'GetObject', effect });
    await assert.rejects(
      s3ClientOf(t, emulator).send(new GetObjectCommand({ Bucket: 'bundles', Key: 'one.zip' })),
      (error: Error & { $metadata?: { httpStatusCode?: number } }) =>
        error.name === name && error.$metadata?.httpStatusCode === status,
    );
  });
}

test('a reset after an upload: the object is there', async (t) => {
  const { emulator } = await setUp(t);
  emulator.s3.createBucket('bundles');
  emulator.faults.add({ service: 's3', operation: 'PutObject', effect: { kind: 'reset-after' } });
  const put = new PutObjectCommand({ Bucket: 'bundles', Key: 'one.zip', Body: 'PK' });
  await assert.rejects(s3ClientOf(t, emulator).send(put));
  assert.deepEqual(
    emulator.s3.objects('bundles').map((object) => object.key),
    ['one.zip'],
  );
  const [request] = emulator.requests;
  assert.equal(`${request?.method} ${request?.path}`, 'PUT /bundles/one.zip?x-id=PutObject');
  assert.equal(request?.headers['content-length'], '2');
});

test('a fault of GitHub', async (t) => {
  const { emulator } = await setUp(t);
  const operation = 'GET /repos/{owner}/{repo}/commits/{ref}';
  emulator.faults.add({ service: 'github', operation, effect: { kind: 'throttle' } });
  const url = `${emulator.environment['GITHUB_API_URL']}/repos/acme/shop/commits/main`;
  assert.equal((await fetch(url)).status, 429);
  assert.equal((await fetch(url)).status, 404);
});

function s3ClientOf(t: TestContext, emulator: Emulator): S3Client {
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint: emulator.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  t.after(() => client.destroy());
  return client;
}
