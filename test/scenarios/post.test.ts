import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareStep } from './golden.ts';
import { following, operationsOf, requestOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, targetsOf } from './shown.ts';
import {
  atOnce,
  bucket,
  type Stage,
  type StageResult,
  setStage,
  shopThatStartsIn,
  shopThatWaits,
} from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const slowShop = shopThatStartsIn(300);

function killWatch({ run }: Stage, inputs: Record<string, string> = {}): Promise<StageResult> {
  return run(
    { ...staging, ...inputs },
    {
      onLine: (line, kill) => {
        if (line.includes('ApplicationStart: InProgress')) kill('SIGKILL');
      },
    },
  );
}

describe('a post step', atOnce, () => {
  test('a step that is killed while it watches: its post step stops the deployment', async () => {
    await using stage = await setStage(slowShop);
    const killed = await killWatch(stage);
    assert.equal(killed.exitCode, null);
    const post = await stage.runPost(killed);
    assert.equal(post.exitCode, 1);
    assert.equal(await stage.statusOf(killed.outputs['deployment-id']), 'Stopped');
    compareStep('killed-post', post);
  });

  test('the program of the main step takes up what a killed one has left, as the post step does', async () => {
    await using stage = await setStage(slowShop);
    const killed = await killWatch(stage);
    const post = await stage.runPost(killed, { program: 'dist/index.js' });
    assert.equal(post.exitCode, 1);
    assert.equal(await stage.statusOf(killed.outputs['deployment-id']), 'Stopped');
    assert.equal((await stage.deploymentsOf('staging')).length, 1);
    compareStep('killed-post', post);
  });

  test('the program of the main step is silent after one that has ended by itself', async () => {
    await using stage = await setStage();
    for (const inputs of [staging, { timeout: 'soon' }]) {
      const post = await stage.runPost(await stage.run(inputs), { program: 'dist/index.js' });
      assert.deepEqual([post.exitCode, post.log.trim(), post.summary, post.requests], [0, '', '', []]);
    }
  });

  test('on-cancel: leave is for the post step too', async () => {
    await using stage = await setStage(slowShop);
    const killed = await killWatch(stage, { 'on-cancel': 'leave' });
    const post = await stage.runPost(killed);
    const { 'deployment-id': id, 'deployment-url': url } = killed.outputs;
    assert.equal(await stage.statusOf(id), 'InProgress');
    const [head = '', state = '', link] = errorOf(post).split('\n');
    assert.match(head, /^The step ended before its deployment did\. .*continues \(on-cancel is leave\)/);
    assert.match(state, new RegExp(`^Deployment ${id} of shop to staging: (Created|Queued|InProgress)\\.$`));
    assert.equal(link, url);
    assert.match(headingOf(post) ?? '', /^⏩ shop → staging: left to itself( \(0 of 1 done\))?$/);
    assert.match(post.outputs['status'] ?? '', /^(Created|Queued|InProgress)$/);
    assert.deepEqual(targetsOf(post), [
      { id: 'i-stag1', status: 'InProgress', failedEvent: null, errorCode: null },
    ]);
    assert.deepEqual(operationsOf(post), following);
  });

  test('a step that is killed after its timeout: its post step goes on with on-timeout', async () => {
    await using stage = await setStage(slowShop);
    const { faults } = stage.emulator;
    faults.add({ service: 'codedeploy', operation: 'StopDeployment', effect: { kind: 'hang' } });
    const inputs = { ...staging, timeout: '5s', 'on-timeout': 'stop', 'on-cancel': 'leave' };
    const killed = await stage.run(inputs, {
      onStart: (kill) => void stage.asked('StopDeployment').then(() => kill('SIGKILL')),
    });
    assert.equal(killed.exitCode, null);
    const post = await stage.runPost(killed);
    assert.equal(await stage.statusOf(killed.outputs['deployment-id']), 'Stopped');
    assert.match(post.log, /The deployment was stopped\./);
  });

  test('a deployment that the step has stopped before it was killed', async () => {
    await using stage = await setStage(slowShop);
    const effect = { kind: 'hang', after: true } as const;
    stage.emulator.faults.add({ service: 'codedeploy', operation: 'StopDeployment', effect });
    const killed = await stage.run(staging, {
      onLine: (line, kill) => {
        if (!line.includes('ApplicationStart: InProgress')) return;
        kill('SIGINT');
        void stage.asked('StopDeployment').then(() => kill('SIGKILL'));
      },
    });
    while ((await stage.statusOf(killed.outputs['deployment-id'])) !== 'Stopped');
    const post = await stage.runPost(killed);
    assert.match(
      post.log,
      /^::error .*The step ended before its deployment did\. The deployment was stopped\./m,
    );
    assert.doesNotMatch(post.log, /Someone stopped/);
  });

  test('a deployment that has succeeded since the step was killed', async () => {
    await using stage = await setStage(shopThatWaits);
    const killed = await killWatch(stage);
    stage.letStart('i-stag1');
    while ((await stage.statusOf(killed.outputs['deployment-id'])) !== 'Succeeded');
    const post = await stage.runPost(killed);
    assertPlainSuccess(post);
    assert.match(
      post.log,
      new RegExp(`^The step ended before deployment ${killed.outputs['deployment-id']} did\\.`, 'm'),
    );
    assert.equal(headingOf(post), '✅ shop → staging: deployed to 1 instance');
    assert.deepEqual(Object.keys(post.outputs), ['status', 'targets']);
    assert.equal(post.outputs['status'], 'Succeeded');
    assert.deepEqual(targetsOf(post), [
      { id: 'i-stag1', status: 'Succeeded', failedEvent: null, errorCode: null },
    ]);
    assert.deepEqual(operationsOf(post), following);
  });

  test('a step that is killed while it creates the deployment: its post step finds it', async () => {
    await using stage = await setStage(slowShop);
    stage.emulator.faults.add({
      service: 'codedeploy',
      operation: 'CreateDeployment',
      effect: { kind: 'hang', after: true },
    });
    const killed = await stage.run(staging, {
      onStart: (kill) => void stage.asked('CreateDeployment').then(() => kill('SIGKILL')),
    });
    assert.equal(killed.outputs['deployment-id'], undefined);
    await stage.starting('i-stag1');
    const post = await stage.runPost(killed);
    const [id] = await stage.deploymentsOf('staging');
    assert.equal(await stage.statusOf(id), 'Stopped');
    assert.match(post.log, new RegExp(`^The step ended before deployment ${id} did\\.`, 'm'));
    assert.match(
      errorOf(post),
      new RegExp(
        `The deployment was stopped\\.\\nDeployment ${id} .*: Stopped\\.\\ni-stag1 was interrupted in ApplicationStart: `,
      ),
    );
    assert.equal(headingOf(post), '🛑 shop → staging: stopped by this job after 0 of 1');
    assert.deepEqual([post.outputs['status'], post.outputs['error-code']], ['Stopped', 'MANUAL_STOP']);
    assert.deepEqual(targetsOf(post), [
      { id: 'i-stag1', status: 'Failed', failedEvent: 'ApplicationStart', errorCode: 'ScriptFailed' },
    ]);
    assert.deepEqual(requestOf(post, 'StopDeployment'), { deploymentId: id });
    assert.deepEqual(operationsOf(post), [
      ...['BatchGetDeploymentTargets', 'GetDeployment', 'ListDeploymentTargets', 'ListDeployments'],
      ...['StopDeployment', ...following],
    ]);
  });

  test('a step that is killed before it creates anything leaves nothing to its post step', async () => {
    await using stage = await setStage();
    stage.emulator.faults.add({ service: 's3', operation: 'PutObject', effect: { kind: 'hang' } });
    const killed = await stage.run(staging, {
      onStart: (kill) => void stage.asked('PutObject').then(() => kill('SIGKILL')),
    });
    const post = await stage.runPost(killed);
    assert.deepEqual([post.exitCode, post.log.trim(), post.summary], [0, '', '']);
  });

  test('after a step that has ended by itself the post step is silent', async () => {
    await using stage = await setStage();
    for (const inputs of [staging, { ...staging, 'deployment-group-name': 'nowhere' }, { timeout: 'soon' }]) {
      const post = await stage.runPost(await stage.run(inputs));
      assert.deepEqual([post.exitCode, post.log.trim(), post.summary, post.requests], [0, '', '', []]);
    }
  });
});
