import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GetDeploymentInput } from '@aws-sdk/client-codedeploy';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { bucket, type Stage, type StageResult, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const slowShop = shopThatStartsIn(30);

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

for (const signals of [['SIGINT'], ['SIGTERM'], ['SIGINT', 'SIGINT', 'SIGTERM']] as const) {
  test(`a job that is cancelled with ${signals.join(', ')} stops its deployment`, async () => {
    await using stage = await setStage(slowShop);
    const result = await interruptWatch(stage, {}, signals);
    assert.equal(result.exitCode, 1);
    assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
    assert.equal((await stage.runPost(result)).log.trim(), '');
    compareStep('cancelled', result);
  });
}

test('a cancel while the bundle is packaged', async () => {
  await using stage = await setStage();
  const result = await stage.run(staging, {
    onLine: (line, kill) => {
      if (line.startsWith('Commit ')) kill('SIGINT');
    },
  });
  assert.equal(result.exitCode, 1);
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('cancelled-packaging', { ...result, requests: [] });
});

test('a cancel while the bundle is uploaded', async () => {
  await using stage = await setStage();
  stage.emulator.faults.add({ service: 's3', operation: 'PutObject', effect: { kind: 'hang' } });
  const result = await interruptAt(stage, 'PutObject');
  assert.equal(result.exitCode, 1);
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('cancelled-uploading', result);
});

test('a cancel while CreateDeployment is under way', async () => {
  await using stage = await setStage(slowShop);
  const effect = { kind: 'hang', after: true } as const;
  stage.emulator.faults.add({ service: 'codedeploy', operation: 'CreateDeployment', effect });
  const result = await interruptAt(stage, 'CreateDeployment');
  assert.equal(result.exitCode, 1);
  assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('cancelled-creating', result);
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
  assert.equal(result.exitCode, 1);
  compareStep('cancelled-unanswered', result);

  faults.clear();
  const post = await stage.runPost(result);
  assert.equal(post.exitCode, 1);
  const [id] = await stage.deploymentsOf('staging');
  assert.equal(await stage.statusOf(id), 'Stopped');
  compareStep('cancelled-unanswered-post', post);
});

test('a cancel while CodeDeploy does not answer', async () => {
  await using stage = await setStage(slowShop);
  const { faults } = stage.emulator;
  const operation = 'StopDeployment';
  faults.add({ service: 'codedeploy', operation, effect: { kind: 'hang' }, times: 'always' });
  const result = await interruptWatch(stage);
  assert.equal(result.exitCode, 1);
  compareStep('cancelled-stop-unanswered', result);

  faults.clear();
  const post = await stage.runPost(result);
  assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
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
  assert.equal(result.exitCode, 1);
  assert.deepEqual(await stage.deploymentsOf('staging'), [other.outputs['deployment-id']]);
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('cancelled-waiting', result);
});

test('on-cancel: leave', async () => {
  await using stage = await setStage(slowShop);
  const result = await interruptWatch(stage, { 'on-cancel': 'leave' });
  assert.equal(result.exitCode, 1);
  assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'InProgress');
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('on-cancel-leave', result);
});

/** A stage whose group runs the shop, with a slow one checked out. */
async function setRunningStage(): Promise<Stage> {
  const stage = await setStage(shop);
  await stage.run(staging);
  commitFiles(stage.workspace, slowShop, 'Start slowly');
  return stage;
}

test('on-cancel: rollback', async () => {
  await using stage = await setRunningStage();
  const result = await interruptWatch(stage, { 'on-cancel': 'rollback' });
  assert.equal(result.exitCode, 1);
  assert.equal(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
  assert.equal(await stage.statusOf(result.outputs['rollback-deployment-id']), 'Succeeded');
  assert.equal((await stage.runPost(result)).log.trim(), '');
  compareStep('on-cancel-rollback', result);
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
    /^The job was cancelled\.\nDeployment d-\w+ of shop to staging: Stopped\.\n[\s\S]*What becomes of its rollback is not known/,
  );
  assert.doesNotMatch(result.log, /Someone stopped/);
});

for (const policy of ['stop', 'rollback', 'leave']) {
  test(`on-timeout: ${policy}`, async () => {
    await using stage = await setRunningStage();
    const result = await stage.run({ ...staging, timeout: '2s', 'on-timeout': policy });
    assert.equal(result.exitCode, 1);
    assert.equal(
      await stage.statusOf(result.outputs['deployment-id']),
      policy === 'leave' ? 'InProgress' : 'Stopped',
    );
    assert.equal('rollback-deployment-id' in result.outputs, policy === 'rollback');
    compareStep(`on-timeout-${policy}`, result);
  });
}

test('wait-for: none leaves the deployment to itself', async () => {
  await using stage = await setStage(slowShop);
  const result = await stage.run({ ...staging, 'wait-for': 'none' });
  assert.equal(result.exitCode, 0);
  assert.notEqual(await stage.statusOf(result.outputs['deployment-id']), 'Stopped');
  assert.equal((await stage.runPost(result)).log.trim(), '');
  assert.match(result.log, /^wait-for is none: the step is done, the deployment goes on\.$/m);
  assert.match(result.outputs['status'] ?? '', /^(Created|Queued|InProgress)$/);
  assert.match(result.summary, /^## ✅ shop → staging: (Created|Queued|InProgress)$/m);
});
