import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AutoRollbackEvent, DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { ended, eventLine, serviceRoleArn, until } from './emulator-setup.ts';
import {
  addHook,
  handlerIn,
  type LambdaSetup,
  lambdaGroup,
  lambdaRevision,
  lambdaTargetOf,
  setUpLambda,
  untilTarget,
} from './lambda-setup.ts';

const canary = { deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' };
const hour = 3_600_000;

const rollbackOn = (...events: AutoRollbackEvent[]) => ({
  autoRollbackConfiguration: { enabled: true, events },
});

async function start({ client }: LambdaSetup, revision = lambdaRevision()): Promise<string | undefined> {
  return (await client.createDeployment({ ...lambdaGroup, revision })).deploymentId;
}

/** Where the alias points: `1`, or `1 {"2":0.1}`. */
async function aliasOf({ lambda }: LambdaSetup): Promise<string> {
  const { FunctionVersion, RoutingConfig } = await lambda.getAlias({ FunctionName: 'prices', Name: 'live' });
  const weights = RoutingConfig?.AdditionalVersionWeights;
  return weights ? `${FunctionVersion} ${JSON.stringify(weights)}` : `${FunctionVersion}`;
}

/** The rollback of a deployment, when both have ended. */
async function rollbackOf({ client }: LambdaSetup, id: string | undefined): Promise<DeploymentInfo> {
  const { rollbackInfo } = await ended(client, id);
  return ended(client, rollbackInfo?.rollbackDeploymentId);
}

async function splitAndStop(t: TestContext, autoRollbackEnabled?: boolean) {
  const setup = await setUpLambda(t, canary, { minute: hour });
  const id = await start(setup);
  await untilTarget(setup, id, (target) => target.lambdaFunctionInfo?.targetVersionWeight === 0.1);
  const { status } = await setup.client.stopDeployment({ deploymentId: id, autoRollbackEnabled });
  assert.equal(status, 'Pending');
  return { setup, id, info: await ended(setup.client, id) };
}

test('a stop without rollback leaves the alias split, and that fails the next deployment', async (t) => {
  const { setup, id, info } = await splitAndStop(t);
  assert.equal(info.status, 'Stopped');
  assert.equal(info.errorInformation?.code, 'MANUAL_STOP');
  assert.equal(info.rollbackInfo, undefined);
  assert.equal(
    eventLine(await lambdaTargetOf(setup, id)),
    'BeforeAllowTraffic Succeeded, AllowTraffic Failed, AfterAllowTraffic Skipped',
  );
  assert.equal(await aliasOf(setup), '1 {"2":0.1}');
  const next = await ended(setup.client, await start(setup));
  assert.equal(next.status, 'Failed');
  assert.equal(next.errorInformation?.code, 'INVALID_LAMBDA_CONFIGURATION');

  await setup.lambda.updateAlias({
    FunctionName: 'prices',
    Name: 'live',
    RoutingConfig: { AdditionalVersionWeights: {} },
  });
  assert.equal(await aliasOf(setup), '1');
});

test('a stop with rollback puts the alias back', async (t) => {
  const { setup, id, info } = await splitAndStop(t, true);
  assert.equal(info.status, 'Stopped');
  const rollback = await rollbackOf(setup, id);
  assert.equal(rollback.status, 'Succeeded');
  assert.equal(rollback.creator, 'codeDeployRollback');
  assert.equal(
    rollback.rollbackInfo?.rollbackMessage,
    `Deployment ${rollback.deploymentId} is triggered to roll back deployment ${id}.`,
  );
  assert.equal(
    info.rollbackInfo?.rollbackMessage,
    `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${rollback.deploymentId}.`,
  );
  assert.equal(
    eventLine(await lambdaTargetOf(setup, rollback.deploymentId)),
    'BeforeAllowTraffic Succeeded, AllowTraffic Succeeded, AfterAllowTraffic Succeeded',
  );
  assert.equal(await aliasOf(setup), '1');
});

test('an alarm in the middle of the shift stops and rolls back', async (t) => {
  const alarms = { alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }, { name: 'slow' }] } };
  const group = { ...canary, ...alarms, ...rollbackOn('DEPLOYMENT_STOP_ON_ALARM') };
  const setup = await setUpLambda(t, group, { minute: hour });
  const { client, emulator } = setup;
  const id = await start(setup);
  await untilTarget(setup, id, (target) => target.lambdaFunctionInfo?.targetVersionWeight === 0.1);
  await fetch(`${emulator.url}/_emulator/alarms/errors`, { method: 'POST', body: '{"state":"ALARM"}' });
  const info = await ended(client, id);
  assert.equal(info.status, 'Stopped');
  assert.equal(info.errorInformation?.code, 'ALARM_ACTIVE');
  assert.match(info.errorInformation?.message ?? '', /Activated alarms: <errors>$/);
  assert.equal(
    eventLine(await lambdaTargetOf(setup, id)),
    'BeforeAllowTraffic Succeeded, AllowTraffic Failed, AfterAllowTraffic Skipped',
  );
  assert.equal((await rollbackOf(setup, id)).status, 'Succeeded');
  assert.equal(await aliasOf(setup), '1');

  emulator.codeDeploy.raiseAlarm('slow');
  const next = await ended(client, await start(setup));
  assert.match(next.errorInformation?.message ?? '', /Activated alarms: <errors> <slow>$/);
  await fetch(`${emulator.url}/_emulator/alarms/errors`, { method: 'POST', body: '{"state":"OK"}' });
  emulator.codeDeploy.clearAlarm('slow');
  await rollbackOf(setup, next.deploymentId);
  const last = await start(setup);
  await untilTarget(setup, last, (target) => target.lambdaFunctionInfo?.targetVersionWeight === 0.1);
});

test('a hook that reports Failed fails the deployment; the rollback invokes none', async (t) => {
  const setup = await setUpLambda(t, rollbackOn('DEPLOYMENT_FAILURE'));
  const { client, emulator } = setup;
  await addHook(t, emulator, { name: 'CodeDeployHook_before', status: 'Succeeded' });
  await addHook(t, emulator, { name: 'CodeDeployHook_after', status: 'Failed' });
  const id = await start(
    setup,
    lambdaRevision({}, [
      { BeforeAllowTraffic: 'CodeDeployHook_before' },
      { AfterAllowTraffic: 'CodeDeployHook_after' },
    ]),
  );
  const info = await ended(client, id);
  assert.equal(info.status, 'Failed');
  assert.deepEqual(info.errorInformation, {
    code: 'HOOK_EXECUTION_FAILURE',
    message: 'The deployment failed because one or more of the lifecycle event validation functions failed.',
  });
  assert.equal(
    eventLine(await lambdaTargetOf(setup, id)),
    'BeforeAllowTraffic Succeeded, AllowTraffic Succeeded, AfterAllowTraffic Failed',
  );
  assert.equal((await rollbackOf(setup, id)).status, 'Succeeded');
  assert.equal(await aliasOf(setup), '1');
  const calls = emulator.requests.filter(({ operation }) => operation.startsWith('PutLifecycleEventHook'));
  assert.equal(calls.length, 2);
});

test('without rollback a failure leaves things as they are', async (t) => {
  const setup = await setUpLambda(t);
  await addHook(t, setup.emulator, { name: 'CodeDeployHook_after', status: 'Failed' });
  const id = await start(setup, lambdaRevision({}, [{ AfterAllowTraffic: 'CodeDeployHook_after' }]));
  assert.equal((await ended(setup.client, id)).status, 'Failed');
  assert.equal(await aliasOf(setup), '2');
});

const badHooks = [
  ['throws, but told that it succeeded by nothing', `async () => { throw new Error('broken'); }`],
  ['returns that it succeeded', `async () => 'Succeeded'`],
] as const;
for (const [what, handler] of badHooks) {
  test(`a hook that ${what} is waited for`, async (t) => {
    const setup = await setUpLambda(t, {}, { callbackTimeout: 300 });
    await setup.emulator.lambda.addFunction({ name: 'hook', directory: handlerIn(t, handler) });
    const id = await start(setup, lambdaRevision({}, [{ BeforeAllowTraffic: 'hook' }]));
    const info = await ended(setup.client, id);
    assert.equal(info.status, 'Failed');
    assert.match(info.errorInformation?.message ?? '', /timed out while waiting for a status callback/);
    assert.equal(await aliasOf(setup), '1');
  });
}

test('a hook that the service role may not invoke, and one that does not exist', async (t) => {
  const setup = await setUpLambda(t);
  const { client, emulator } = setup;
  emulator.codeDeploy.limitRole(serviceRoleArn);
  const hook = (name: string) => lambdaRevision({}, [{ BeforeAllowTraffic: name }]);
  const denied = await ended(client, await start(setup, hook('check')));
  assert.equal(denied.errorInformation?.code, 'IAM_ROLE_PERMISSIONS');
  assert.match(denied.errorInformation?.message ?? '', /in the following AWS service: AWSLambda\./);
  const missing = await ended(client, await start(setup, hook('CodeDeployHook_check')));
  assert.equal(missing.errorInformation?.code, 'INVALID_LAMBDA_FUNCTION');
});

test('PutLifecycleEventHookExecutionStatus refuses what is wrong', async (t) => {
  const setup = await setUpLambda(t);
  const { client, emulator } = setup;
  // Writes what it was given where the test can read it.
  const tell = `async (event) => { console.log(JSON.stringify(event)); (await import('node:fs')).writeFileSync(process.env.FILE, JSON.stringify(event)); }`;
  const directory = handlerIn(t, tell);
  const file = `${directory}/event.json`;
  await emulator.lambda.addFunction({ name: 'hook', directory, environment: { FILE: file } });
  const id = await start(setup, lambdaRevision({}, [{ BeforeAllowTraffic: 'hook' }]));
  const event = await readWhenThere(file);
  assert.deepEqual(Object.keys(event), ['DeploymentId', 'LifecycleEventHookExecutionId']);
  assert.equal(event['DeploymentId'], id);
  const right = {
    deploymentId: id,
    lifecycleEventHookExecutionId: event['LifecycleEventHookExecutionId'],
    status: 'Succeeded',
  } as const;
  const put = client.putLifecycleEventHookExecutionStatus.bind(client);
  await assert.rejects(put({ ...right, lifecycleEventHookExecutionId: 'junk' }), {
    name: 'InvalidLifecycleEventHookExecutionIdException',
  });
  await assert.rejects(put({ ...right, status: 'InProgress' }), {
    name: 'InvalidLifecycleEventHookExecutionStatusException',
  });
  await assert.rejects(put({ ...right, deploymentId: 'd-ABCDEFGHI' }), {
    name: 'DeploymentDoesNotExistException',
  });
  await put(right);
  await assert.rejects(put(right), { name: 'LifecycleEventAlreadyCompletedException' });
  assert.equal((await until(client, id, ({ status }) => status === 'Succeeded')).status, 'Succeeded');
});

async function readWhenThere(file: string): Promise<Record<string, string>> {
  const { readFile } = await import('node:fs/promises');
  for (;;) {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
