import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStep } from './golden.ts';
import { bucket, type Stage, type StageResult, setStage, shopThatStartsIn } from './stage.ts';

/** A role without codedeploy:GetDeployment can start a deployment, and not follow it. */

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const slowShop = shopThatStartsIn(30);

function deny({ emulator }: Stage, ...operations: readonly string[]): void {
  for (const operation of operations)
    emulator.faults.add({
      service: 'codedeploy',
      operation,
      effect: { kind: 'access-denied' },
      times: 'always',
    });
}

/** What became of the only deployment, some time after the step. */
async function end(stage: Stage): Promise<string | undefined> {
  stage.emulator.faults.clear();
  const [id] = await stage.deploymentsOf('staging');
  let status = await stage.statusOf(id);
  while (stage.emulator.requests.some(({ operation }) => operation === 'StopDeployment')) {
    if (status === 'Stopped') break;
    status = await stage.statusOf(id);
  }
  return status;
}

async function assertPostIsSilent(stage: Stage, result: StageResult): Promise<void> {
  assert.equal((await stage.runPost(result)).log.trim(), '');
}

test('is refused before anything starts when an earlier deployment shows it', async () => {
  await using stage = await setStage();
  await stage.run(staging);
  deny(stage, 'GetDeployment');
  const result = await stage.run({ ...staging, 's3-prefix': 'elsewhere' });
  assert.equal(result.exitCode, 1);
  compareStep('unreadable-refused', result);

  const unwatched = await stage.run({ ...staging, 'wait-for': 'none' });
  assert.equal(unwatched.exitCode, 0);
  compareStep('unreadable-not-waited-for', unwatched);
});

for (const policy of ['stop', 'rollback', 'leave']) {
  test(`is told after the start, when on-timeout is ${policy}`, async () => {
    await using stage = await setStage(slowShop);
    deny(stage, 'GetDeployment');
    const result = await stage.run({ ...staging, 'on-timeout': policy });
    assert.equal(result.exitCode, 1);
    await assertPostIsSilent(stage, result);
    compareStep(`unreadable-${policy}`, result);
    assert.equal(await end(stage), policy === 'leave' ? 'InProgress' : 'Stopped');
  });
}

test('is told after the start, when the role may not stop the deployment either', async () => {
  await using stage = await setStage(slowShop);
  deny(stage, 'GetDeployment', 'StopDeployment');
  const result = await stage.run(staging);
  assert.equal(result.exitCode, 1);
  await assertPostIsSilent(stage, result);
  compareStep('unreadable-unstoppable', result);
});

test('is told when it turns out after a cancel', async () => {
  await using stage = await setStage(slowShop);
  const result = await stage.run(staging, {
    onLine: (line, kill) => {
      if (!line.includes('ApplicationStart: InProgress')) return;
      deny(stage, 'GetDeployment');
      kill('SIGINT');
    },
  });
  assert.equal(result.exitCode, 1);
  assert.match(
    result.log,
    /^::error title=CodeDeploy::The job was cancelled\.%0A.*was told to stop.*"codedeploy:GetDeployment"/m,
  );
  assert.equal(await end(stage), 'Stopped');
});

test('is told by the post step', async () => {
  await using stage = await setStage(slowShop);
  const killed = await stage.run(staging, {
    onLine: (line, kill) => {
      if (line.includes('ApplicationStart: InProgress')) kill('SIGKILL');
    },
  });
  deny(stage, 'GetDeployment');
  const post = await stage.runPost(killed);
  assert.equal(post.exitCode, 1);
  compareStep('unreadable-post', post);
  assert.equal(await end(stage), 'Stopped');
});
