import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpdateDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import { commitFiles } from '../support/repository.ts';
import { compareStep, writesIn } from './golden.ts';
import {
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
  assert.equal(result.exitCode, 0);
  const ids = await stage.deploymentsOf('staging');
  assert.deepEqual(await Promise.all(ids.map(stage.statusOf)), ['Succeeded', 'Stopped']);
  compareStep('overlap-stop', result);
});

test('if-in-progress: fail', async () => {
  await using stage = await setBusyStage();
  const result = await run(stage, 4711, { 'if-in-progress': 'fail' });
  assert.equal(result.exitCode, 1);
  assert.equal((await stage.deploymentsOf('staging')).length, 1);
  compareStep('overlap-fail', result);
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
  assert.equal(result.requests.filter(({ operation }) => operation === 'CreateDeployment').length, 1);
});

test('an older run that has waited for a newer one does not take its place', async () => {
  await using stage = await setBusyStage();
  const result = await run(stage, 4709);
  assert.equal(result.exitCode, 1);
  assert.match(result.outputs['error-message'] ?? '', /^A later run \(4710\) of this workflow has deployed/);
  assert.deepEqual(
    writesIn(result).filter(({ service }) => service === 'codedeploy'),
    [],
  );
});

test('waiting counts against the timeout', async () => {
  await using stage = await setBusyStage();
  const result = await run(stage, 4711, { timeout: '2s' });
  assert.equal(result.exitCode, 1);
  const [id, ...others] = await stage.deploymentsOf('staging');
  assert.deepEqual([await stage.statusOf(id), others], ['InProgress', []]);
  compareStep('overlap-timeout', result);
});

test('an older run does not stop a newer one', async () => {
  await using stage = await setBusyStage();
  const result = await run(stage, 4709, { 'if-in-progress': 'stop' });
  assert.equal(result.exitCode, 1);
  const [id, ...others] = await stage.deploymentsOf('staging');
  assert.deepEqual([await stage.statusOf(id), others], ['InProgress', []]);
  compareStep('overlap-older', result);
});

test('an older run does not overtake a newer one, unless allow-older says so', async () => {
  await using stage = await setStage();
  await run(stage, 4711);
  const refused = await run(stage, 4710);
  assert.equal(refused.exitCode, 1);
  assert.equal((await stage.deploymentsOf('staging')).length, 1);
  compareStep('older-refused', refused);

  const allowed = await run(stage, 4710, { 'allow-older': 'true' });
  assert.equal(allowed.exitCode, 0);
  compareStep('older-allowed', allowed);
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
  stage.emulator.deny('codedeploy:ListDeployments');
  stage.emulator.deny('codedeploy:GetDeploymentGroup');
  const result = await run(stage, 4711);
  assert.equal(result.exitCode, 0);
  compareStep('overlap-denied', result);
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
