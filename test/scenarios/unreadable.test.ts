import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findingBundle, lookingForBundle, operationsOf, requestOf, settingsOf } from './requests.ts';
import { errorOf, headingOf, pageOf, warningsOf } from './shown.ts';
import { atOnce, bucket, type Stage, type StageResult, setStage, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const slowShop = shopThatStartsIn(300);
const creating = [...lookingForBundle, 'PutObject', 'CreateDeployment'];
const lackingGetDeployment =
  /codedeploy:GetDeployment .*\{"Effect":"Allow","Action":"codedeploy:GetDeployment","Resource":"\*"\}/;

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

/** The error names the permission that is missing, and ends with the page of the deployment. Returns its lines. */
function assertUnknown(
  result: StageResult,
  { 'deployment-id': id, 'deployment-url': url }: StageResult['outputs'],
): string[] {
  const lines = errorOf(result).split('\n');
  assert.match(
    lines[0] ?? '',
    new RegExp(`^This job cannot follow deployment ${id}\\. AccessDeniedException: `),
  );
  assert.match(lines[0] ?? '', lackingGetDeployment);
  assert.equal(lines.at(-1), url);
  assert.equal(headingOf(result), '❔ shop → staging: deployment created, and nothing known of it');
  assert.equal(result.outputs['status'], undefined);
  return lines;
}

describe('a deployment that the role may start but not follow', atOnce, () => {
  test('is refused before anything starts when an earlier deployment shows it', async () => {
    await using stage = await setStage();
    await stage.run(staging);
    deny(stage, 'GetDeployment');
    const result = await stage.run({ ...staging, 's3-prefix': 'elsewhere' });
    const error = errorOf(result);
    assert.match(error, lackingGetDeployment);
    assert.match(
      error,
      /could not follow this deployment either.* wait-for to none\. Nothing was uploaded or deployed\.$/,
    );
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.deepEqual(Object.keys(result.outputs), ['error-message']);
    assert.deepEqual(operationsOf(result), ['GetDeployment', ...lookingForBundle]);
  });

  test('is no more than a warning when the deployment is not waited for', async () => {
    await using stage = await setStage();
    await stage.run(staging);
    deny(stage, 'GetDeployment');
    const result = await stage.run({ ...staging, 'wait-for': 'none' });
    assert.equal(result.exitCode, 0);
    const [before = '', now = '', ...others] = warningsOf(result);
    for (const warning of [before, now]) assert.match(warning, lackingGetDeployment);
    assert.deepEqual(others, []);
    assert.ok(pageOf(result).includes(before));
    assert.match(result.log, /^wait-for is none: .*continues/m);
    assert.equal(headingOf(result), '✅ shop → staging: deployment created');
    assert.equal(result.outputs['deployment-id'], (await stage.deploymentsOf('staging'))[0]);
    assert.equal(result.outputs['status'], undefined);
    assert.deepEqual(operationsOf(result), [...findingBundle, 'CreateDeployment', 'GetDeployment']);
  });

  for (const [policy, told] of [
    ['stop', /asked to stop\. This job does not know whether it has stopped\.$/],
    [
      'rollback',
      /asked to stop\. .*does not know whether it has stopped\. The step asked for a rollback, but does not follow it\.$/,
    ],
  ] as const) {
    test(`is told after the start, when on-timeout is ${policy}`, async () => {
      await using stage = await setStage(slowShop);
      deny(stage, 'GetDeployment');
      const result = await stage.run({ ...staging, 'on-timeout': policy });
      await assertPostIsSilent(stage, result);
      const [, becameOf = ''] = assertUnknown(result, result.outputs);
      assert.match(becameOf, told);
      assert.deepEqual(requestOf(result, 'StopDeployment'), {
        deploymentId: result.outputs['deployment-id'],
        ...(policy === 'rollback' && { autoRollbackEnabled: true }),
      });
      assert.deepEqual(settingsOf(result), {});
      assert.deepEqual(operationsOf(result), [...creating, 'GetDeployment', 'StopDeployment']);
      assert.equal(await end(stage), 'Stopped');
    });
  }

  test('is told after the start, when on-timeout is leave', async () => {
    await using stage = await setStage(slowShop);
    deny(stage, 'GetDeployment');
    const result = await stage.run({ ...staging, 'on-timeout': 'leave' });
    await assertPostIsSilent(stage, result);
    const [, becameOf = ''] = assertUnknown(result, result.outputs);
    assert.match(becameOf, /continues \(on-timeout is leave\)\.$/);
    assert.deepEqual(operationsOf(result), [...creating, 'GetDeployment']);
    assert.equal(await end(stage), 'InProgress');
  });

  test('is told after the start, when the role may not stop the deployment either', async () => {
    await using stage = await setStage(slowShop);
    deny(stage, 'GetDeployment', 'StopDeployment');
    const result = await stage.run(staging);
    await assertPostIsSilent(stage, result);
    const [, stop = '', becameOf = ''] = assertUnknown(result, result.outputs);
    assert.match(stop, /^AccessDeniedException: .*"Action":"codedeploy:StopDeployment","Resource":"\*"/);
    const deploymentId = result.outputs['deployment-id'];
    assert.match(becameOf, new RegExp(`^Deployment ${deploymentId} continues without this job`));
    assert.deepEqual(requestOf(result, 'StopDeployment'), { deploymentId });
    assert.deepEqual(operationsOf(result), [...creating, 'GetDeployment', 'StopDeployment']);
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
      /^::error title=CodeDeploy::The job was cancelled\.%0A.*was asked to stop.*"codedeploy:GetDeployment"/m,
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
    const [, becameOf = ''] = assertUnknown(post, killed.outputs);
    assert.match(becameOf, /asked to stop\. This job does not know whether it has stopped\.$/);
    assert.deepEqual(post.outputs, {});
    assert.deepEqual(requestOf(post, 'StopDeployment'), { deploymentId: killed.outputs['deployment-id'] });
    assert.deepEqual(operationsOf(post), ['GetDeployment', 'StopDeployment']);
    assert.equal(await end(stage), 'Stopped');
  });
});
