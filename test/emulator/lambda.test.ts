import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { devNull } from 'node:os';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import type { Lambda } from '@aws-sdk/client-lambda';
import { withoutAwsCli } from './aws-cli.ts';
import { setUp } from './emulator-setup.ts';
import { makeBundle } from './fleet/bundle-fixture.ts';
import { handlerIn, lambdaClientOf } from './lambda-setup.ts';

const run = promisify(execFile);
const name = { FunctionName: 'prices' };

async function setUpClient(t: TestContext) {
  const { emulator } = await setUp(t);
  const lambda = lambdaClientOf(emulator);
  t.after(() => lambda.destroy());
  return { emulator, lambda };
}

/** A zip file with `index.mjs`, whose handler is this expression. */
function zipOf(handler: string): Promise<Uint8Array> {
  return makeBundle({ 'index.mjs': `export const handler = ${handler};` }, 'zip');
}

async function create(lambda: Lambda, handler: string) {
  return lambda.createFunction({
    ...name,
    Role: 'arn:aws:iam::123456789012:role/lambda',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 1,
    Code: { ZipFile: await zipOf(handler) },
  });
}

async function invoke(lambda: Lambda, Qualifier?: string) {
  const answer = await lambda.invoke({ ...name, Qualifier, Payload: '{"of":"tea"}', LogType: 'Tail' });
  return {
    version: answer.ExecutedVersion,
    error: answer.FunctionError,
    payload: JSON.parse(answer.Payload?.transformToString() ?? ''),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}

test('a function is made from a zip file, runs, and has versions', async (t) => {
  const { lambda } = await setUpClient(t);
  const handler = `async (event, context) => { console.log('asked'); return [event.of, context.functionVersion, process.env.AWS_LAMBDA_FUNCTION_NAME]; }`;
  const created = await create(lambda, handler);
  assert.equal(created.FunctionArn, 'arn:aws:lambda:us-east-1:123456789012:function:prices');
  assert.equal(created.Version, '$LATEST');
  assert.equal(created.CodeSha256?.length, createHash('sha256').digest('base64').length);
  assert.deepEqual(await invoke(lambda), {
    version: '$LATEST',
    error: undefined,
    payload: ['tea', '$LATEST', 'prices'],
    log: 'asked\n',
  });

  assert.equal((await lambda.publishVersion(name)).Version, '1');
  assert.equal((await lambda.publishVersion(name)).Version, '1', 'unchanged code makes no version');
  const updated = await lambda.updateFunctionCode({
    ...name,
    ZipFile: await zipOf('async () => "new"'),
    Publish: true,
  });
  assert.equal(updated.Version, '2');
  assert.deepEqual((await invoke(lambda, '1')).payload, ['tea', '1', 'prices']);
  assert.deepEqual((await invoke(lambda, '2')).payload, 'new');
  const { Versions = [] } = await lambda.listVersionsByFunction(name);
  assert.deepEqual(
    Versions.map(({ Version }) => Version),
    ['$LATEST', '1', '2'],
  );
  const first = await lambda.getFunctionConfiguration({ ...name, Qualifier: '1' });
  assert.equal(first.FunctionArn, 'arn:aws:lambda:us-east-1:123456789012:function:prices:1');
  assert.equal((await lambda.getFunction(name)).Configuration?.CodeSha256, updated.CodeSha256);
});

test('an alias splits invocations by weight', async (t) => {
  const { emulator, lambda } = await setUpClient(t);
  await emulator.lambda.addFunction({ name: 'prices', directory: handlerIn(t, 'async () => 1') });
  await emulator.lambda.publish('prices', handlerIn(t, 'async () => 2'));
  const live = { ...name, Name: 'live' };
  await lambda.createAlias({
    ...live,
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: { 2: 0.3 } },
  });
  let second = 0;
  for (let n = 0; n < 300; n += 1) {
    const { version, payload } = await invoke(lambda, 'live');
    assert.equal(version, String(payload));
    if (payload === 2) second += 1;
  }
  // 90 are to be expected; four standard deviations are 32.
  assert.ok(second > 58 && second < 122, `${second} of 300`);
  const { Aliases } = await lambda.listAliases(name);
  assert.deepEqual(Aliases?.[0]?.RoutingConfig?.AdditionalVersionWeights, { 2: 0.3 });
  await lambda.updateAlias({
    ...live,
    FunctionVersion: '2',
    RoutingConfig: { AdditionalVersionWeights: {} },
  });
  assert.equal((await lambda.getAlias(live)).RoutingConfig, undefined);
  assert.equal((await invoke(lambda, 'live')).payload, 2);
});

const failures = [
  ['throws', `async () => { throw new TypeError('broken'); }`, 'TypeError', 'broken'],
  ['ends its process', 'async () => process.exit(3)', 'Runtime.ExitError', /exit status 3$/],
  [
    'takes too long',
    'async () => new Promise(() => setInterval(() => undefined, 1000))',
    'Sandbox.Timedout',
    /timed out after 1\.00 seconds$/,
  ],
  ['is none', '7', 'Runtime.HandlerNotFound', /not exported/],
] as const;
for (const [what, handler, type, message] of failures) {
  test(`a handler that ${what} is an error of the function`, async (t) => {
    const { lambda } = await setUpClient(t);
    await create(lambda, handler);
    const { error, payload } = await invoke(lambda);
    assert.equal(error, 'Unhandled');
    assert.equal(payload.errorType, type);
    assert.match(payload.errorMessage, new RegExp(message));
  });
}

test('what does not exist, or does already', async (t) => {
  const { lambda } = await setUpClient(t);
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:prices';
  await assert.rejects(lambda.getFunction(name), {
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arn}`,
  });
  await create(lambda, 'async () => 1');
  await assert.rejects(create(lambda, 'async () => 1'), { name: 'ResourceConflictException' });
  await assert.rejects(lambda.getFunctionConfiguration({ ...name, Qualifier: '7' }), {
    name: 'ResourceNotFoundException',
    message: `Function not found: ${arn}:7`,
  });
  const live = { ...name, Name: 'live' };
  await assert.rejects(lambda.getAlias(live), {
    name: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${arn}:live`,
  });
  await assert.rejects(lambda.createAlias({ ...live, FunctionVersion: '1' }), {
    name: 'ResourceNotFoundException',
  });
  await lambda.createAlias({ ...live, FunctionVersion: '$LATEST' });
  await lambda.publishVersion(name);
  await assert.rejects(
    lambda.updateAlias({ ...live, RoutingConfig: { AdditionalVersionWeights: { 1: 0.5 } } }),
    { name: 'InvalidParameterValueException', message: /\$LATEST is not supported/ },
  );
});

test('credentials, permissions and faults are as with the other services', async (t) => {
  const { emulator, lambda } = await setUpClient(t);
  emulator.faults.add({ service: 'lambda', operation: 'GetAlias', effect: { kind: 'throttle' } });
  const live = { ...name, Name: 'live' };
  await assert.rejects(lambda.getAlias(live), { name: 'TooManyRequestsException' });
  emulator.deny('lambda:GetAlias');
  await assert.rejects(lambda.getAlias(live), {
    name: 'AccessDeniedException',
    message:
      /not authorized to perform: lambda:GetAlias on resource: arn:aws:lambda:us-east-1:123456789012:function:prices /,
  });
  assert.equal((await fetch(`${emulator.url}/2015-03-31/functions`)).status, 403);
  assert.deepEqual(
    emulator.requests.map(({ service, operation }) => `${service} ${operation}`),
    ['lambda GetAlias', 'lambda GetAlias', 'lambda ListFunctions'],
  );
});

test('the AWS CLI publishes, points an alias and invokes', { skip: withoutAwsCli }, async (t) => {
  const { emulator } = await setUpClient(t);
  await emulator.lambda.addFunction({ name: 'prices', directory: handlerIn(t, 'async (event) => event') });
  const environment = { ...emulator.environment, PATH: process.env['PATH'], AWS_CONFIG_FILE: devNull };
  const aws = async (...words: string[]) =>
    JSON.parse(
      (await run('aws', ['lambda', ...words, '--function-name', 'prices'], { env: environment })).stdout,
    );
  assert.equal((await aws('publish-version'))['Version'], '1');
  const alias = ['--name', 'live', '--function-version', '1'];
  assert.equal((await aws('create-alias', ...alias))['FunctionVersion'], '1');
  assert.equal((await aws('get-alias', '--name', 'live'))['Name'], 'live');
  const invoked = await aws('invoke', '--qualifier', 'live', '--payload', '{"a":1}', devNull);
  assert.equal(invoked['ExecutedVersion'], '1');
});
