import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { compareStep, writesIn } from './golden.ts';
import { bucket, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const dryRun = { 'dry-run': 'true' };

test('a dry run tells what would be uploaded and deployed', async () => {
  await using stage = await setStage();
  const result = await stage.run({
    ...staging,
    ...dryRun,
    'deployment-config-name': 'CodeDeployDefault.AllAtOnce',
    'file-exists-behavior': 'OVERWRITE',
    'auto-rollback': 'DEPLOYMENT_FAILURE',
  });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(writesIn(result), []);
  assert.deepEqual(stage.emulator.s3.objects(bucket), []);
  assert.deepEqual(await stage.deploymentsOf('staging'), []);
  compareStep('dry-run', result);
});

test('a dry run of what is in S3 and runs already', async () => {
  await using stage = await setStage();
  await stage.run(staging);
  const result = await stage.run({ ...staging, ...dryRun, 'github-token': 'token' });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(writesIn(result), []);
  compareStep('dry-run-unchanged', result);
});

test('a dry run of a commit that instances download from GitHub', async () => {
  await using stage = await setStage();
  const result = await stage.run({
    'deployment-group-name': 'staging',
    'github-token': 'token',
    ...dryRun,
  });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(writesIn(result), []);
  compareStep('dry-run-github', result);
});

test('a dry run without a group', async () => {
  await using stage = await setStage();
  const result = await stage.run({ 's3-bucket': bucket, description: 'The release', ...dryRun });
  assert.equal(result.exitCode, 0);
  assert.deepEqual(writesIn(result), []);
  compareStep('dry-run-register-only', result);
});

test('a dry run beside another deployment', async () => {
  await using stage = await setStage(shopThatStartsIn(30));
  await stage.run({ ...staging, 'wait-for': 'none' });
  commitFiles(stage.workspace, { 'public/news.html': 'new\n' }, 'News');
  const waiting = await stage.run({ ...staging, ...dryRun });
  assert.equal(waiting.exitCode, 0);
  assert.match(waiting.summary, /Another deployment is active in the group.*would be waited for/);
  const refused = await stage.run({ ...staging, ...dryRun, 'if-in-progress': 'fail' });
  assert.equal(refused.exitCode, 1);
  assert.doesNotMatch(refused.summary, /The step would fail/);
  compareStep('dry-run-refused', refused);
});

test('a dry run beside a deployment of a later run, and beside one of an earlier attempt', async () => {
  await using stage = await setStage(shopThatStartsIn(30));
  await stage.run({ ...staging, 'wait-for': 'none' });
  const stopping = { ...staging, ...dryRun, 'if-in-progress': 'stop' };
  const as = (run: Record<string, string>) => ({ environment: { ...stage.emulator.environment, ...run } });
  const older = await stage.run(stopping, as({ GITHUB_RUN_ID: '4710' }));
  assert.equal(older.exitCode, 1);
  assert.match(older.log, /is of a later run \(4711\) of this workflow, so it was not stopped/);
  assert.doesNotMatch(older.summary, /would be stopped/);
  const again = await stage.run(stopping, as({ GITHUB_RUN_ATTEMPT: '2' }));
  assert.equal(again.exitCode, 0);
  assert.match(again.summary, /An earlier attempt of this run has created it, so it would be followed/);
  assert.doesNotMatch(again.summary, /would be stopped/);
});

test('a dry run of what can not work is refused, with its plan', async () => {
  await using stage = await setStage();
  await stage.createGroup('empty', { ec2TagFilters: [] });
  const result = await stage.run({ ...staging, ...dryRun, 'deployment-group-name': 'empty' });
  assert.equal(result.exitCode, 1);
  assert.deepEqual(writesIn(result), []);
  compareStep('dry-run-impossible', result);
});

test('a dry run with errors in the AppSpec file is refused, with its plan', async () => {
  const appSpec = `${shop['appspec.yml']}AfterInstall:\n  - location: scripts/start.sh\n`;
  await using stage = await setStage({ ...shop, 'appspec.yml': appSpec });
  const result = await stage.run({ ...staging, ...dryRun });
  assert.equal(result.exitCode, 1);
  assert.match(result.log, /^::error title=AppSpec,file=appspec\.yml,line=16,/m);
  assert.match(result.log, /^::error title=CodeDeploy::The AppSpec check found an error\./m);
  assert.match(result.summary, /### Plan/);
  assert.match(result.summary, /Nothing rolls back/);
});

test('a dry run that would upload to a bucket that is not there is refused, with its plan', async () => {
  await using stage = await setStage();
  const result = await stage.run({ ...staging, ...dryRun, 's3-bucket': 'shop-release' });
  assert.equal(result.exitCode, 1);
  compareStep('dry-run-without-bucket', result);
});
