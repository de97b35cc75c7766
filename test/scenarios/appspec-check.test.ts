import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import type { Content } from '../support/repository.ts';
import { compareStep, writesIn } from './golden.ts';
import { bucket, setStage, shop } from './stage.ts';

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

describe('the AppSpec check', () => {
  test('says all at once, on file and line, and nothing is uploaded', async () => {
    await using stage = await setStage(careless);
    const result = await stage.run(inputs);
    assert.equal(result.exitCode, 1);
    assert.deepEqual(writesIn(result), []);
    // The group is looked at meanwhile: how far that came is not certain.
    compareStep('appspec-errors', { ...result, requests: [] });
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
    assert.doesNotMatch(result.log, /^::error/m);
    compareStep('appspec-warnings', result);
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
