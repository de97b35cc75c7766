import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GetDeploymentInput } from '@aws-sdk/client-codedeploy';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import {
  findingBundle,
  following,
  lookingForBundle,
  operationsOf,
  requestOf,
  settingsOf,
  writesOf,
} from './requests.ts';
import { errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { atOnce, bucket, type Stage, type StageResult, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const slowShop = shopThatStartsIn(300);
/** Long enough for a busy machine to have the deployment under way before. */
const timeout = '5s';
const creating = [...lookingForBundle, 'PutObject', 'CreateDeployment'];

/** Runs the step and sends it a signal when the service has been asked for an operation. */
async function interruptAt(
  { run, asked }: Stage,
  operation: string,
  { signal = 'SIGINT', inputs = {} }: { signal?: NodeJS.Signals; inputs?: Record<string, string> } = {},
): Promise<StageResult> {
  const killed: Promise<void>[] = [];
  const result = await run(
    { ...staging, ...inputs },
    { onStart: (kill) => killed.push(asked(operation).then(() => kill(signal))) },
  );
  await Promise.all(killed);
  return result;
}

/** Runs the step and sends it a signal while the application starts. */
function interruptWatch(
  { run }: Stage,
  inputs: Record<string, string> = {},
  signals: readonly NodeJS.Signals[] = ['SIGINT'],
): Promise<StageResult> {
  return run(
    { ...staging, ...inputs },
    {
      onLine: (line, kill) => {
        if (line.includes('ApplicationStart: InProgress')) signals.forEach(kill);
      },
    },
  );
}

/** A stage whose group runs the shop, with a slow one checked out. */
async function setRunningStage(): Promise<Stage> {
  const stage = await setStage(shop);
  await stage.run(staging);
  commitFiles(stage.workspace, slowShop, 'Start slowly');
  return stage;
}

function assertNothingDeployed(result: StageResult): void {
  assert.match(
    errorOf(result),
    /^The job was cancelled before a deployment was created\. Nothing was deployed\.$/,
  );
  assert.equal(headingOf(result), '❌ shop → staging: not deployed');
  assert.deepEqual(Object.keys(result.outputs), ['error-message']);
}

/** The step has stopped a deployment, and shows in which state it has left the instance. */
async function assertStopped(
  stage: Stage,
  result: StageResult,
  { id, settings = {} }: { id: string | undefined; settings?: object },
): Promise<void> {
  assert.equal(await stage.statusOf(id), 'Stopped');
  assert.deepEqual(requestOf(result, 'StopDeployment'), { deploymentId: id, ...settings });
  assert.match(result.log, new RegExp(`^Stopping deployment ${id}`, 'm'));
  assert.match(
    errorOf(result),
    new RegExp(`\\nDeployment ${id} .*: Stopped\\.\\ni-stag1 was interrupted in ApplicationStart: `),
  );
  assert.match(
    headingOf(result) ?? '',
    /^(🛑 shop → staging: stopped by this job|⌛ shop → staging: out of time, stopped) after 0 of 1/,
  );
  assert.equal(result.outputs['status'], 'Stopped');
  assert.equal(result.outputs['error-code'], 'MANUAL_STOP');
  assert.deepEqual(targetsOf(result), [
    { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStart', errorCode: 'ScriptFailed' },
  ]);
}

/** The step has stopped its deployment, and followed the rollback that it asked for. */
async function assertRolledBack(stage: Stage, result: StageResult): Promise<void> {
  const { 'deployment-id': id, 'rollback-deployment-id': rollback } = result.outputs;
  await assertStopped(stage, result, { id, settings: { autoRollbackEnabled: true } });
  assert.equal(await stage.statusOf(rollback), 'Succeeded');
  assert.match(result.log, new RegExp(`^Deployment ${id} is rolled back by ${rollback}$`, 'm'));
  assert.match(result.log, new RegExp(`^Deployment ${rollback}: Succeeded`, 'm'));
  assert.match(errorOf(result), new RegExp(`\\nRolled back by ${rollback} \\(Succeeded\\)\\.$`));
  assert.match(
    pageOf(result),
    new RegExp(`↩️ 1 of 1 rolled back[\\s\\S]*Rolled back by\\s+${rollback}: Succeeded`),
  );
  assert.deepEqual(settingsOf(result), {});
  assert.deepEqual(operationsOf(result), [
    ...['GetDeployment', ...creating, ...following],
    ...['StopDeployment', ...following],
  ]);
}

/** The step has left its deployment to itself, and says where it is. */
async function assertLeft(stage: Stage, result: StageResult): Promise<void> {
  const { 'deployment-id': id, 'deployment-url': url } = result.outputs;
  assert.equal(await stage.statusOf(id), 'InProgress');
  const [, state = '', link] = errorOf(result).split('\n');
  assert.match(state, new RegExp(`^Deployment ${id} .*: (Created|Queued|InProgress)\\.$`));
  assert.equal(link, url);
  assert.match(headingOf(result) ?? '', /^⏩ shop → staging: left to itself( \(0 of 1 done\))?$/);
  assert.deepEqual(targetsOf(result), [
    { id: 'i-stag1', status: 'InProgress', failedEvent: null, errorCode: null },
  ]);
  assert.equal(result.outputs['error-code'], undefined);
}

async function assertPostIsSilent(stage: Stage, result: StageResult): Promise<void> {
  assert.equal((await stage.runPost(result)).log.trim(), '');
}

describe('a step that is interrupted', atOnce, () => {
  for (const signals of [['SIGINT'], ['SIGTERM'], ['SIGINT', 'SIGINT', 'SIGTERM']] as const) {
    test(`a job that is cancelled with ${signals.join(', ')} stops its deployment`, async () => {
      await using stage = await setStage(slowShop);
      const result = await interruptWatch(stage, {}, signals);
      assert.equal(result.exitCode, 1);
      assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
      await assertPostIsSilent(stage, result);
      compareStep('cancelled', result);
    });
  }

  test('a cancel before the bundle is packaged', async () => {
    await using stage = await setStage();
    stage.emulator.faults.add({ service: 's3', operation: 'HeadObject', effect: { kind: 'hang' } });
    const result = await interruptAt(stage, 'HeadObject');
    assertNothingDeployed(result);
    assert.doesNotMatch(result.log, /^Packaged/m);
    assert.deepEqual(writesOf(result), []);
    await assertPostIsSilent(stage, result);
  });

  test('a cancel while the bundle is uploaded', async () => {
    await using stage = await setStage();
    stage.emulator.faults.add({ service: 's3', operation: 'PutObject', effect: { kind: 'hang' } });
    const result = await interruptAt(stage, 'PutObject');
    assertNothingDeployed(result);
    assert.match(result.log, /^Packaged/m);
    assert.deepEqual(operationsOf(result), [...lookingForBundle, 'PutObject']);
    await assertPostIsSilent(stage, result);
  });

  test('a cancel while CreateDeployment is under way', async () => {
    await using stage = await setStage(slowShop);
    const effect = { kind: 'hang', after: true } as const;
    stage.emulator.faults.add({ service: 'codedeploy', operation: 'CreateDeployment', effect });
    const result = await interruptAt(stage, 'CreateDeployment');
    const [id] = await stage.deploymentsOf('staging');
    assert.match(result.log, /^The job was cancelled\. CreateDeployment has not answered/m);
    assert.match(result.log, new RegExp(`^It created ${id}\\.$`, 'm'));
    await assertStopped(stage, result, { id });
    assert.match(errorOf(result), /^The job was cancelled\. The deployment was stopped\./);
    assert.equal(result.outputs['deployment-id'], id);
    assert.deepEqual(operationsOf(result), [
      ...[...creating, 'GetDeployment', 'ListDeployments'],
      ...['StopDeployment', ...following],
    ]);
    await assertPostIsSilent(stage, result);
  });

  test('a cancel while CreateDeployment is under way and nothing answers', async () => {
    await using stage = await setStage(slowShop);
    const { faults } = stage.emulator;
    faults.add(
      { service: 'codedeploy', operation: 'CreateDeployment', effect: { kind: 'hang', after: true } },
      {
        service: 'codedeploy',
        operation: 'ListDeployments',
        effect: { kind: 'hang' },
        skip: 1,
        times: 'always',
      },
    );
    const result = await interruptAt(stage, 'CreateDeployment');
    assert.match(
      errorOf(result),
      /^CreateDeployment did not answer.*does not know whether.*cancelled.*post step/,
    );
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['uploaded'], 'true');
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual(operationsOf(result), [...creating, 'ListDeployments']);

    faults.clear();
    const post = await stage.runPost(result);
    const [id] = await stage.deploymentsOf('staging');
    assert.match(post.log, new RegExp(`^The step ended before deployment ${id} did\\.`, 'm'));
    await assertStopped(stage, post, { id });
    assert.match(errorOf(post), /^The step ended before its deployment did\. The deployment was stopped\./);
    assert.deepEqual(operationsOf(post), [
      ...['BatchGetDeploymentTargets', 'GetDeployment', 'ListDeploymentTargets', 'ListDeployments'],
      ...['StopDeployment', ...following],
    ]);
  });

  test('a cancel while CodeDeploy does not answer', async () => {
    await using stage = await setStage(slowShop);
    const { faults } = stage.emulator;
    const operation = 'StopDeployment';
    faults.add({ service: 'codedeploy', operation, effect: { kind: 'hang' }, times: 'always' });
    const result = await interruptWatch(stage);
    const id = result.outputs['deployment-id'];
    assert.match(
      errorOf(result),
      new RegExp(
        `^The job was cancelled\\.\\n.*did not answer .*stop deployment ${id} .*may continue\\. https://.*${id}`,
      ),
    );
    assert.match(headingOf(result) ?? '', /^❔ shop → staging: lost from sight \(0 of 1 done\)$/);
    assert.deepEqual(targetsOf(result), [
      { id: 'i-stag1', status: 'InProgress', failedEvent: null, errorCode: null },
    ]);
    assert.equal(result.outputs['error-code'], undefined);
    assert.deepEqual(operationsOf(result), [...creating, ...following, operation]);

    faults.clear();
    const post = await stage.runPost(result);
    assert.equal(await stage.statusOf(id), 'Stopped');
    assert.match(post.log, /The deployment was stopped/);
  });

  test('a cancel while another deployment is waited for', async () => {
    await using stage = await setStage(slowShop);
    const other = await stage.run({ ...staging, 'wait-for': 'none' });
    const result = await stage.run(staging, {
      onLine: (line, kill) => {
        if (line.startsWith('Waiting for')) kill('SIGINT');
      },
    });
    const id = other.outputs['deployment-id'];
    assert.deepEqual(await stage.deploymentsOf('staging'), [id]);
    assert.match(
      errorOf(result),
      new RegExp(`^The job was cancelled\\. Deployment ${id} was still active.*nothing was deployed`),
    );
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['uploaded'], 'false');
    assert.deepEqual(operationsOf(result), findingBundle);
    await assertPostIsSilent(stage, result);
  });

  test('on-cancel: leave', async () => {
    await using stage = await setStage(slowShop);
    const result = await interruptWatch(stage, { 'on-cancel': 'leave' });
    assert.match(
      errorOf(result),
      /^The job was cancelled\. The deployment continues \(on-cancel is leave\)\./,
    );
    await assertLeft(stage, result);
    assert.deepEqual(operationsOf(result), [...creating, ...following]);
    await assertPostIsSilent(stage, result);
  });

  test('on-cancel: rollback', async () => {
    await using stage = await setRunningStage();
    const result = await interruptWatch(stage, { 'on-cancel': 'rollback' });
    assert.match(errorOf(result), /^The job was cancelled\. The deployment was stopped\./);
    await assertRolledBack(stage, result);
    await assertPostIsSilent(stage, result);
  });

  test('on-cancel: rollback, of which nothing can be learned', async () => {
    await using stage = await setRunningStage();
    const { faults, requests } = stage.emulator;
    const before = new Set<string | undefined>();
    faults.add({
      service: 'codedeploy',
      operation: 'GetDeployment',
      of: ({ body }) => {
        const { deploymentId } = body as GetDeploymentInput;
        if (!requests.some(({ operation }) => operation === 'StopDeployment')) before.add(deploymentId);
        return !before.has(deploymentId);
      },
      effect: { kind: 'access-denied' },
      times: 'always',
    });
    const result = await interruptWatch(stage, { 'on-cancel': 'rollback' });
    assert.equal(result.exitCode, 1);
    assert.match(
      result.outputs['error-message'] ?? '',
      /^The job was cancelled\.\nDeployment d-\w+ of shop to staging: Stopped\.\n[\s\S]*does not know what happens to its rollback/,
    );
    assert.doesNotMatch(result.log, /Someone stopped/);
  });

  test('on-timeout: stop', async () => {
    await using stage = await setRunningStage();
    const result = await stage.run({ ...staging, timeout, 'on-timeout': 'stop' });
    assert.equal(result.exitCode, 1);
    assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
    assert.equal('rollback-deployment-id' in result.outputs, false);
    compareStep('on-timeout-stop', result);
  });

  test('on-timeout: rollback', async () => {
    await using stage = await setRunningStage();
    const result = await stage.run({ ...staging, timeout, 'on-timeout': 'rollback' });
    assert.match(errorOf(result), /^The deployment was not done within 5s.* The deployment was stopped\./);
    await assertRolledBack(stage, result);
  });

  test('on-timeout: leave', async () => {
    await using stage = await setRunningStage();
    const result = await stage.run({ ...staging, timeout, 'on-timeout': 'leave' });
    assert.match(
      errorOf(result),
      /^The deployment was not done within 5s.* continues \(on-timeout is leave\)\./,
    );
    await assertLeft(stage, result);
    assert.deepEqual(operationsOf(result), ['GetDeployment', ...creating, ...following]);
  });

  test('wait-for: none leaves the deployment to itself', async () => {
    await using stage = await setStage(slowShop);
    const result = await stage.run({ ...staging, 'wait-for': 'none' });
    assert.equal(result.exitCode, 0);
    assert.notEqual(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
    await assertPostIsSilent(stage, result);
    assert.match(result.log, /^wait-for is none: the step is done, and the deployment continues\.$/m);
    assert.match(result.outputs['status'] ?? '', /^(Created|Queued|InProgress)$/);
    assert.match(result.summary, /^## ⏩ shop → staging: deployment goes on( \(0 of 1 done\))?$/m);
  });
});
