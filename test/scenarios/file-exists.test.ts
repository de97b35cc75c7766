import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { following, lookingForBundle, operationsOf, settingsOf } from './requests.ts';
import { assertPlainSuccess, errorOf, headingOf, pageOf, targetsOf } from './shown.ts';
import { atOnce, bucket, type Stage, type StageResult, setStage } from './stage.ts';

const path = 'srv/shop/index.html';

function fileOn({ emulator }: Stage): string {
  return join(emulator.fleet.instances.get('i-stag1')?.root ?? '', path);
}

/** Deploys to an instance that has a file already that somebody has made by hand. */
async function deployOver(stage: Stage, behavior: string): Promise<StageResult> {
  mkdirSync(join(fileOn(stage), '..'), { recursive: true });
  writeFileSync(fileOn(stage), 'by hand');
  return stage.run({
    'deployment-group-name': 'staging',
    's3-bucket': bucket,
    'file-exists-behavior': behavior,
  });
}

describe('a file that is already there', atOnce, () => {
  for (const [behavior, settings] of [
    ['', {}],
    ['DISALLOW', { fileExistsBehavior: 'DISALLOW' }],
  ] as const) {
    test(`fails the deployment when file-exists-behavior is ${behavior || 'not set'}`, async () => {
      await using stage = await setStage();
      const result = await deployOver(stage, behavior);
      const error = errorOf(result);
      assert.match(
        error,
        /i-stag1 failed in Install: UnknownError: .*already exists.*: \/srv\/shop\/index\.html$/m,
      );
      assert.match(error, /file-exists-behavior to OVERWRITE or RETAIN/);
      assert.equal(readFileSync(fileOn(stage), 'utf8'), 'by hand');
      assert.match(result.log, /^i-stag1 {2}Skipped: AfterInstall, ApplicationStart, ValidateService$/m);
      assert.equal(headingOf(result), '❌ shop → staging: failed on 1 instance');
      assert.match(pageOf(result), /Install failed on i-stag1/);
      assert.equal(result.outputs['error-code'], 'HEALTH_CONSTRAINTS');
      assert.deepEqual(targetsOf(result), [
        { id: 'i-stag1', status: 'Failed', failedEvent: 'Install', errorCode: 'UnknownError' },
      ]);
      assertOperations(result, settings);
    });
  }

  for (const [behavior, content] of [
    ['OVERWRITE', '<h1>The shop</h1>\n'],
    ['RETAIN', 'by hand'],
  ] as const) {
    test(`has ${JSON.stringify(content)} when file-exists-behavior is ${behavior}`, async () => {
      await using stage = await setStage();
      const result = await deployOver(stage, behavior);
      assertPlainSuccess(result);
      assert.equal(readFileSync(fileOn(stage), 'utf8'), content);
      assertOperations(result, { fileExistsBehavior: behavior });
    });
  }
});

function assertOperations(result: StageResult, settings: object): void {
  assert.deepEqual(settingsOf(result), settings);
  assert.deepEqual(operationsOf(result), [
    ...lookingForBundle,
    'PutObject',
    'CreateDeployment',
    ...following,
  ]);
}
