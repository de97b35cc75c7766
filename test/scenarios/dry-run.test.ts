import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commitFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { findingBundle, lookingForBundle, operationsOf, writesOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, pageOf } from './shown.ts';
import { atOnce, bucket, type StageResult, setStage, shop, shopThatStartsIn } from './stage.ts';

const staging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const dryRun = { 'dry-run': 'true' };

function readsOnGitHub({ requests }: StageResult): readonly string[] {
  return requests.filter(({ service }) => service === 'github').map(({ path }) => path);
}

describe('dry-run', atOnce, () => {
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
    assert.deepEqual(writesOf(result), []);
    assert.deepEqual(stage.emulator.s3.objects(bucket), []);
    assert.deepEqual(await stage.deploymentsOf('staging'), []);
    compareStep('dry-run', result);
  });

  test('a dry run of what is in S3 and runs already', async () => {
    await using stage = await setStage();
    await stage.run(staging);
    const result = await stage.run({ ...staging, ...dryRun, 'github-token': 'token' });
    assertPlainSuccess(result);
    const [id] = await stage.deploymentsOf('staging');
    const page = pageOf(result);
    assert.equal(headingOf(result), '🔍 shop → staging: dry run');
    assert.match(page, /In S3\s+the same content: nothing to upload/);
    assert.match(page, new RegExp(`Runs now\\s+${id} of \\d{4}-.*: s3://shop-releases/shop/`));
    assert.match(
      page,
      new RegExp(`same commit as the group runs: ${stage.sha.slice(0, 7)}, which ${id} deployed`),
    );
    assert.match(page, /run these scripts of their current revision.*scripts\/stop\.sh \(ApplicationStop\)/);
    assert.match(page, new RegExp(`"version": "${result.outputs['s3-version-id']}"`));
    assert.equal(result.outputs['uploaded'], 'false');
    assert.ok(result.outputs['revision']?.includes(`?versionId=${result.outputs['s3-version-id']}`));
    assert.equal(result.outputs['deployment-id'], undefined);
    assert.deepEqual(operationsOf(result), findingBundle);
    assert.deepEqual(readsOnGitHub(result), [`/repos/acme/shop/contents/appspec.yml?ref=${stage.sha}`]);
  });

  test('a dry run of a commit that instances download from GitHub', async () => {
    await using stage = await setStage();
    const result = await stage.run({
      'deployment-group-name': 'staging',
      'github-token': 'token',
      ...dryRun,
    });
    assertPlainSuccess(result);
    assert.equal(headingOf(result), '🔍 shop → staging: dry run');
    assert.match(
      pageOf(result),
      new RegExp(`"gitHubLocation": \\{\\s+"repository": "acme/shop",\\s+"commitId": "${stage.sha}"`),
    );
    assert.doesNotMatch(pageOf(result), /Bundle|In S3/);
    assert.deepEqual(result.outputs, { revision: `github://acme/shop@${stage.sha}`, uploaded: 'false' });
    assert.deepEqual(operationsOf(result), ['GetDeploymentGroup', 'ListDeployments']);
    assert.deepEqual(readsOnGitHub(result), [`/repos/acme/shop/commits/${stage.sha}?per_page=1`]);
  });

  test('a dry run with register-only', async () => {
    await using stage = await setStage();
    const result = await stage.run({
      's3-bucket': bucket,
      'register-only': 'true',
      description: 'The release',
      ...dryRun,
    });
    assertPlainSuccess(result);
    const page = pageOf(result);
    assert.equal(headingOf(result), '🔍 shop: dry run');
    assert.match(page, /RegisterApplicationRevision request[\s\S]*"description": "The release"/);
    assert.match(page, /In S3\s+nothing yet/);
    assert.doesNotMatch(page, /CreateDeployment|Group|Rolls back/);
    assert.deepEqual(Object.keys(result.outputs), ['bundle-sha256', 'uploaded']);
    assert.deepEqual(operationsOf(result), ['GetApplication', 'GetObject', 'HeadObject']);
  });

  test('a dry run beside another deployment', async () => {
    await using stage = await setStage(shopThatStartsIn(300));
    await stage.run({ ...staging, 'wait-for': 'none' });
    commitFiles(stage.workspace, { 'public/news.html': 'new\n' }, 'News');
    const waiting = await stage.run({ ...staging, ...dryRun });
    assert.equal(waiting.exitCode, 0);
    assert.match(waiting.summary, /Another deployment is active in the group.*The step would wait for it/);
    const refused = await stage.run({ ...staging, ...dryRun, 'if-in-progress': 'fail' });
    const [id] = await stage.deploymentsOf('staging');
    const error = errorOf(refused);
    assert.match(error, new RegExp(`^Another deployment is active.*: ${id} \\(.*if-in-progress is fail`));
    assert.match(error, /set if-in-progress to wait or stop/);
    assert.equal(headingOf(refused), '❌ shop → staging: dry run, refused');
    assert.match(refused.summary, /### Plan/);
    assert.doesNotMatch(refused.summary, /The step would fail/);
    assert.deepEqual(Object.keys(refused.outputs), ['bundle-sha256', 'uploaded', 'error-message']);
    assert.deepEqual(operationsOf(refused), ['GetDeployment', ...lookingForBundle]);
  });

  test('a dry run beside a deployment of a later run, and beside one of an earlier attempt', async () => {
    await using stage = await setStage(shopThatStartsIn(300));
    await stage.run({ ...staging, 'wait-for': 'none' });
    const stopping = { ...staging, ...dryRun, 'if-in-progress': 'stop' };
    const as = (run: Record<string, string>) => ({ environment: { ...stage.emulator.environment, ...run } });
    const older = await stage.run(stopping, as({ GITHUB_RUN_ID: '4710' }));
    assert.equal(older.exitCode, 1);
    assert.match(older.log, /belongs to a later run \(4711\) of this workflow, so it was not stopped/);
    assert.doesNotMatch(older.summary, /would stop it/);
    const again = await stage.run(stopping, as({ GITHUB_RUN_ATTEMPT: '2' }));
    assert.equal(again.exitCode, 0);
    assert.match(again.summary, /An earlier attempt of this run created it, so the step would follow it/);
    assert.doesNotMatch(again.summary, /would stop it/);
  });

  test('a dry run of what can not work is refused, with its plan', async () => {
    await using stage = await setStage();
    await stage.createGroup('empty', { ec2TagFilters: [] });
    const result = await stage.run({ ...staging, ...dryRun, 'deployment-group-name': 'empty' });
    assert.match(errorOf(result), /^The deployment group empty has no tags .*Auto Scaling group/);
    assert.equal(headingOf(result), '❌ shop → empty: dry run, refused');
    assert.match(pageOf(result), /Plan[\s\S]*"deploymentGroupName": "empty"/);
    assert.doesNotMatch(pageOf(result), /Instances/);
    assert.deepEqual(Object.keys(result.outputs), ['bundle-sha256', 'uploaded', 'error-message']);
    assert.deepEqual(operationsOf(result), lookingForBundle);
  });

  test('a dry run with errors in the AppSpec file is refused, with its plan', async () => {
    const appSpec = `${shop['appspec.yml']}AfterInstall:\n  - location: scripts/start.sh\n`;
    await using stage = await setStage({ ...shop, 'appspec.yml': appSpec });
    const result = await stage.run({ ...staging, ...dryRun });
    assert.equal(result.exitCode, 1);
    assert.match(result.log, /^::error title=AppSpec,file=appspec\.yml,line=16,/m);
    assert.match(result.log, /^::error title=CodeDeploy::The AppSpec check found an error\./m);
    assert.match(result.summary, /### Plan/);
    assert.match(result.summary, /There is no automatic rollback/);
  });

  test('a dry run that would upload to a bucket that is not there is refused, with its plan', async () => {
    await using stage = await setStage();
    const result = await stage.run({ ...staging, ...dryRun, 's3-bucket': 'shop-release' });
    assert.match(
      errorOf(result),
      /The bucket shop-release does not exist.*eu-west-1.*NoSuchBucket.* status 404/,
    );
    assert.equal(headingOf(result), '❌ shop → staging: dry run, refused');
    assert.match(pageOf(result), /Plan[\s\S]*In S3\s+not known[\s\S]*"bucket": "shop-release"/);
    assert.deepEqual(Object.keys(result.outputs), ['bundle-sha256', 'uploaded', 'error-message']);
    assert.deepEqual(operationsOf(result), lookingForBundle);
  });
});
