import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
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
import { assertPlainSuccess, errorOf, headingOf, pageOf, warningsOf } from './shown.ts';
import {
  atOnce,
  bucket,
  type Stage,
  type StageResult,
  setStage,
  shop,
  shopThatStartsIn,
  shopThatWaits,
} from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

/** A step of the workflow's run of this id. What it waits for then ends. */
function run(
  { run, emulator, letStart }: Stage,
  runId: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StageResult> {
  const environment = { ...emulator.environment, GITHUB_RUN_ID: String(runId) };
  const onLine = (line: string) => {
    if (line.startsWith('Waiting for the end') && inputs['timeout'] === undefined) letStart('i-stag1');
  };
  return run({ ...staging, ...inputs }, { environment, onLine });
}

/** Starts a deployment that another run does not wait for. */
async function setBusyStage(): Promise<Stage> {
  const stage = await setStage(shopThatWaits);
  await run(stage, 4710, { 'wait-for': 'none', description: 'The morning release' });
  commitFiles(stage.workspace, shop, 'Start at once');
  return stage;
}

/** What a step reads once the deployment before its own has ended. */
const lookingAgain = ['GetDeployment', 'GetDeploymentGroup', 'ListDeployments'];

/** How the morning release is told to who finds it in the way. */
function told(id: string | undefined): RegExp {
  return new RegExp(
    `Another deployment is active.*: ${id} \\((Created|Queued|InProgress) for .*created by user, revision s3://shop-releases/.*"The morning release \\[acme/shop/deploy.yml run 4710/1 .*https://.*${id}`,
  );
}

function assertNotDeployed(result: StageResult): void {
  assert.equal(headingOf(result), '❌ shop → staging: not deployed');
  assert.deepEqual(Object.keys(result.outputs), ['error-message']);
}

describe('a deployment beside another one', atOnce, () => {
  test('if-in-progress: wait', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4711);
    assert.equal(result.exitCode, 0);
    const ids = await stage.deploymentsOf('staging');
    assert.deepEqual(await Promise.all(ids.map(stage.statusOf)), ['Succeeded', 'Succeeded']);
    compareStep('overlap-wait', result);
  });

  test('if-in-progress: stop', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4711, { 'if-in-progress': 'stop' });
    assertPlainSuccess(result);
    const [id, other] = await stage.deploymentsOf('staging');
    assert.equal(result.outputs['deployment-id'], id);
    assert.deepEqual([await stage.statusOf(id), await stage.statusOf(other)], ['Succeeded', 'Stopped']);
    assert.match(result.log, told(other));
    assert.match(result.log, new RegExp(`^Stopping ${other}.*if-in-progress: stop`, 'm'));
    assert.match(result.log, new RegExp(`^${other}: Stopped$`, 'm'));
    assert.deepEqual(requestOf(result, 'StopDeployment'), { deploymentId: other });
    assert.deepEqual(settingsOf(result), {});
    assert.deepEqual(operationsOf(result), [
      ...['GetDeployment', ...lookingForBundle, 'PutObject', 'StopDeployment'],
      ...[...lookingAgain, 'CreateDeployment', ...following],
    ]);
  });

  test('if-in-progress: fail', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4711, { 'if-in-progress': 'fail' });
    const [other, ...more] = await stage.deploymentsOf('staging');
    assert.deepEqual(more, []);
    assert.match(errorOf(result), told(other));
    assert.match(errorOf(result), /if-in-progress is fail.*set if-in-progress to wait or stop/);
    assertNotDeployed(result);
    assert.deepEqual(operationsOf(result), ['GetDeployment', ...lookingForBundle]);
  });

  test('if-in-progress: fail, of a deployment that only CreateDeployment tells of', async () => {
    await using stage = await setBusyStage();
    stage.emulator.deny('codedeploy:ListDeployments');
    stage.emulator.deny('codedeploy:GetDeploymentGroup');
    const result = await run(stage, 4711, { 'if-in-progress': 'fail' });
    assert.equal(result.exitCode, 1);
    assert.match(
      result.outputs['error-message'] ?? '',
      /^Another deployment is active.*if-in-progress is fail/,
    );
    assert.deepEqual(writesOf(result), ['PutObject', 'CreateDeployment']);
  });

  test('an older run that has waited for a newer one does not take its place', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4709);
    assert.equal(result.exitCode, 1);
    assert.match(
      result.outputs['error-message'] ?? '',
      /^A later run \(4710\) of this workflow has already deployed/,
    );
    assert.deepEqual(writesOf(result), ['PutObject']);
  });

  test('waiting counts against the timeout', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4711, { timeout: '5s' });
    const [id, ...others] = await stage.deploymentsOf('staging');
    assert.deepEqual([await stage.statusOf(id), others], ['InProgress', []]);
    assert.match(result.log, new RegExp(`^Waiting for the end of ${id}$`, 'm'));
    assert.match(
      errorOf(result),
      new RegExp(`^The time .* ran out\\. Deployment ${id} was still active.*nothing was deployed`),
    );
    assert.equal(headingOf(result), '❌ shop → staging: not deployed');
    assert.equal(result.outputs['uploaded'], 'true');
    assert.deepEqual(operationsOf(result), [
      'GetDeployment',
      ...lookingForBundle,
      'PutObject',
      'GetDeployment',
    ]);
  });

  test('an older run does not stop a newer one', async () => {
    await using stage = await setBusyStage();
    const result = await run(stage, 4709, { 'if-in-progress': 'stop' });
    const [id, ...others] = await stage.deploymentsOf('staging');
    assert.deepEqual([await stage.statusOf(id), others], ['InProgress', []]);
    assert.match(
      errorOf(result),
      new RegExp(`^Deployment ${id} belongs to a later run \\(4710\\).*not stopped.*allow-older`),
    );
    assertNotDeployed(result);
    assert.deepEqual(operationsOf(result), ['GetDeployment', ...lookingForBundle]);
  });

  test('an older run does not overtake a newer one, unless allow-older says so', async () => {
    await using stage = await setStage();
    await run(stage, 4711);
    const refused = await run(stage, 4710);
    const [id, ...others] = await stage.deploymentsOf('staging');
    assert.deepEqual(others, []);
    assert.match(
      errorOf(refused),
      new RegExp(`^A later run \\(4711\\) .*: deployment ${id}, "acme/shop@.*run 4711/1`),
    );
    assert.match(errorOf(refused), /This run \(4710\) .*older.* allow-older to true/);
    assertNotDeployed(refused);
    assert.deepEqual(operationsOf(refused), findingBundle);

    const allowed = await run(stage, 4710, { 'allow-older': 'true' });
    assertPlainSuccess(allowed);
    assert.equal(allowed.outputs['uploaded'], 'false');
    assert.match(requestOf(allowed, 'CreateDeployment').description ?? '', /run 4710\/1 /);
    assert.deepEqual(operationsOf(allowed), [...findingBundle, 'CreateDeployment', ...following]);
  });

  test('a run of another workflow is neither older nor newer', async () => {
    await using stage = await setStage();
    await run(stage, 4711);
    const environment = {
      ...stage.emulator.environment,
      GITHUB_RUN_ID: '4710',
      GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/hotfix.yml@refs/heads/main',
    };
    const result = await stage.run(staging, { environment });
    assert.equal(result.exitCode, 0);
  });

  test('a role that may neither list deployments nor see the group', async () => {
    await using stage = await setBusyStage();
    const [other] = await stage.deploymentsOf('staging');
    stage.emulator.deny('codedeploy:ListDeployments');
    stage.emulator.deny('codedeploy:GetDeploymentGroup');
    const result = await run(stage, 4711);
    assert.equal(result.exitCode, 0);
    const [unchecked = '', overlooked = '', ...others] = warningsOf(result);
    assert.match(
      overlooked,
      /"Action":"codedeploy:ListDeployments","Resource":"arn:.*:deploymentgroup:shop\/staging"/,
    );
    assert.match(
      unchecked,
      /later run.*"Action":"codedeploy:GetDeploymentGroup","Resource":"arn:.*:shop\/staging"/,
    );
    assert.deepEqual(others, []);
    for (const warning of [overlooked, unchecked]) assert.ok(pageOf(result).includes(warning));
    assert.match(result.log, told(other));
    assert.match(result.log, new RegExp(`^Waiting for the end of ${other}\n${other}: Succeeded$`, 'm'));
    assert.deepEqual(operationsOf(result), [
      ...[...lookingForBundle, 'PutObject', 'CreateDeployment'],
      ...[...lookingAgain, 'CreateDeployment', ...following],
    ]);
  });

  test('a deployment that came in between is waited for', async () => {
    await using stage = await setStage(shopThatStartsIn(1));
    stage.emulator.faults.add({
      service: 'codedeploy',
      operation: 'CreateDeployment',
      effect: {
        kind: 'error',
        name: 'DeploymentLimitExceededException',
        message: "The Deployment Group 'staging' already has an active Deployment",
      },
    });
    const result = await run(stage, 4711);
    assert.equal(result.exitCode, 0);
    assert.equal((await stage.deploymentsOf('staging')).length, 1);
  });

  test('a deployment that rolls back by itself is not taken for the end', async () => {
    await using stage = await setStage();
    await stage.client.send(
      new UpdateDeploymentGroupCommand({
        applicationName: 'shop',
        currentDeploymentGroupName: 'staging',
        autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
      }),
    );
    await run(stage, 4709);
    const broken = { ...shop, 'scripts/start.sh': { executable: '#!/bin/sh\nsleep 1\nexit 1\n' } };
    commitFiles(stage.workspace, broken, 'Break it');
    await run(stage, 4710, { 'wait-for': 'none' });
    commitFiles(stage.workspace, shop, 'Mend it');
    const result = await run(stage, 4711);
    assert.equal(result.exitCode, 0);
    const ids = await stage.deploymentsOf('staging');
    assert.deepEqual(await Promise.all(ids.map(stage.statusOf)), [
      'Succeeded',
      'Succeeded',
      'Failed',
      'Succeeded',
    ]);
  });
});
