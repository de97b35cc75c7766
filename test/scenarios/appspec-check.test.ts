import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { annotationsIn } from '../support/annotations.ts';
import type { Content } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { following, lookingForBundle, operationsOf, writesOf } from './requests.ts';
import { headingOf, pageOf } from './shown.ts';
import { atOnce, bucket, setStage, shop } from './stage.ts';

const inputs = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

/** A release day: much is wrong, in the AppSpec file and in a script. */
const careless: Readonly<Record<string, Content>> = {
  ...shop,
  'appspec.yml': `version: 0.0
os: linux
files:
  - source: pubic
    destination: /srv/shop
permissions:
  - object: /srv/shop
    mode: 0644
    type: file
hooks:
  ApplicationStop:
    - location: scripts/stop.sh
      timeout: 5m
  AfterInstal:
    - location: scripts/migrate.sh
  ApplicationStart:
    - location: scripts/start.sh
      timeout: "10"
`,
  'scripts/start.sh': { executable: '#!/bin/sh\r\necho starting\r\n' },
};

describe('the AppSpec check', atOnce, () => {
  test('says all at once, on file and line, and nothing is uploaded', async () => {
    await using stage = await setStage(careless);
    const result = await stage.run(inputs);
    assert.equal(result.exitCode, 1);
    assert.deepEqual(writesOf(result), []);
    compareStep('appspec-errors', result);
  });

  test('is told together with what else is in the way', async () => {
    await using stage = await setStage(careless);
    await stage.createGroup('empty', { ec2TagFilters: [] });
    const wrong = { 'deployment-group-name': 'empty', 's3-bucket': 'shop-release' };
    for (const more of [{}, { 'dry-run': 'true' }]) {
      const result = await stage.run({ ...wrong, ...more });
      assert.equal(result.exitCode, 1);
      assert.deepEqual(writesOf(result), []);
      const [head = '', ...reasons] = (result.outputs['error-message'] ?? '').split('\n');
      assert.match(head, /^3 things are in the way\. /);
      assert.match(reasons.join('\n'), /^- The AppSpec check found 7 errors\. .*$/m);
      assert.match(reasons.join('\n'), /^- s3:.* The bucket shop-release does not exist\. .*$/m);
      assert.match(reasons.join('\n'), /^- The deployment group empty has no tags .*$/m);
      assert.equal(result.log.includes('Packaged'), 'dry-run' in more);
      assert.equal(result.summary.includes('### Plan'), 'dry-run' in more);
    }
  });

  test('is told together with a name that CodeDeploy does not have', async () => {
    await using stage = await setStage(careless);
    const result = await stage.run({ ...inputs, 'deployment-group-name': 'stagin' });
    assert.match(
      result.outputs['error-message'] ?? '',
      /^2 things .*\n- The AppSpec check .*\n- There is no deployment group stagin .* Did you mean staging\?/,
    );
  });

  test('is told together with a commit that is not on GitHub', async () => {
    await using stage = await setStage(careless);
    const unpushed = { 'deployment-group-name': 'staging', 'github-token': 'token' };
    const result = await stage.run(unpushed, {
      environment: { ...stage.emulator.environment, GITHUB_REPOSITORY: 'acme/other' },
    });
    assert.match(
      result.outputs['error-message'] ?? '',
      /^2 things .*\n- The AppSpec check .*\n- .*acme\/other/,
    );
  });

  test('warns only, when asked to', async () => {
    const files = {
      ...shop,
      'appspec.yml': String(shop['appspec.yml']).replace('hooks:', 'notes: none\nhooks:'),
    };
    await using stage = await setStage({
      ...files,
      'scripts/stop.sh': { executable: '#!/bin/bahs\n' },
    });
    const result = await stage.run({ ...inputs, 'appspec-check': 'warn' });
    assert.equal(result.exitCode, 0, result.log);
    const [script, unknown, ...others] = annotationsIn(result.log);
    assert.deepEqual(others, []);
    assert.deepEqual([script?.level, unknown?.level], ['warning', 'warning']);
    assert.equal(script?.properties, 'title=AppSpec,file=scripts/stop.sh,line=1');
    assert.match(script?.text ?? '', /^scripts\/stop\.sh:1: .*bahs.* fails in ApplicationStop.*bash/);
    assert.equal(unknown?.properties, 'title=AppSpec,file=appspec.yml,line=6,col=1');
    assert.match(unknown?.text ?? '', /^appspec\.yml:6: .*ignores notes/);
    assert.equal(headingOf(result), '✅ shop → staging: deployed to 1 instance');
    assert.match(pageOf(result), /error\s+scripts\/stop\.sh:1\s+.*bahs/);
    assert.match(pageOf(result), /warning\s+appspec\.yml:6\s+.*notes/);
    assert.match(
      result.summary,
      new RegExp(`"https://github.com/acme/shop/blob/${stage.sha}/appspec.yml\\?plain=1#L6"`),
    );
    assert.deepEqual(operationsOf(result), [
      ...lookingForBundle,
      'PutObject',
      'CreateDeployment',
      ...following,
    ]);
  });

  test('holds for a commit that instances download from GitHub', async () => {
    await using stage = await setStage(careless);
    const result = await stage.run({ 'deployment-group-name': 'staging', 'github-token': 'token' });
    assert.equal(result.exitCode, 1);
    assert.match(result.log, /^::error title=AppSpec,file=scripts\/start\.sh,line=1::/m);
    const { deployments } = await stage.client.send(new ListDeploymentsCommand({}));
    assert.deepEqual(deployments, []);
  });

  test('names files by their paths in the repository', async () => {
    const files = Object.entries(careless).map(([path, content]) => [`web/${path}`, content] as const);
    const { 'web/appspec.yml': appSpec = '', ...rest } = Object.fromEntries(files);
    await using stage = await setStage({ ...rest, 'web/deploy/staging.yml': appSpec });
    const result = await stage.run({ ...inputs, path: 'web', appspec: 'deploy/staging.yml' });
    assert.match(result.log, /^::error title=AppSpec,file=web\/deploy\/staging\.yml,line=4,col=13::/m);
    assert.match(result.log, /^::error title=AppSpec,file=web\/scripts\/start\.sh,line=1::/m);
  });

  test('annotates as many problems as GitHub shows, and logs the rest', async () => {
    const missing = Array.from({ length: 12 }, (_, number) => `    - location: ${number}.sh\n`);
    await using stage = await setStage({
      ...shop,
      'appspec.yml': `version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n${missing.join('')}`,
    });
    const { log } = await stage.run(inputs);
    assert.equal(log.match(/^::error title=AppSpec,/gm)?.length, 9);
    assert.equal(log.match(/^error: appspec\.yml:\d+: /gm)?.length, 3);
    assert.match(log, /^::error title=CodeDeploy::The AppSpec check found 12 errors\./m);
  });

  test('says nothing when it is off', async () => {
    await using stage = await setStage(careless);
    const result = await stage.run({ ...inputs, 'appspec-check': 'off' });
    assert.equal(result.exitCode, 1);
    assert.doesNotMatch(result.log, /AppSpec,file/);
    assert.match(result.log, /undefined method `each' for "file":String/);
  });
});
