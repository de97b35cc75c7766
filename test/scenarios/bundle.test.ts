import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { commitFiles, writeFiles } from '../support/repository.ts';
import { findingBundle, following, lookingForBundle, operationsOf, requestOf } from './requests.ts';
import { assertPlainSuccess, warningsOf } from './shown.ts';
import { atOnce, bucket, type Stage, setStage, shop } from './stage.ts';

const toStaging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };
const deploying = [...lookingForBundle, 'PutObject', 'CreateDeployment', ...following];

function onInstance({ emulator }: Stage, path: string): string | undefined {
  const file = join(emulator.fleet.instances.get('i-stag1')?.root ?? '', 'srv/shop', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

describe('the bundle', atOnce, () => {
  test('of a commit of the same content is neither packaged nor uploaded again', async () => {
    await using stage = await setStage();
    const first = await stage.run(toStaging);
    const sha = commitFiles(stage.workspace, {}, 'Nothing new');
    const second = await stage.run(toStaging);
    assertPlainSuccess(second);
    assert.equal(second.outputs['uploaded'], 'false');
    for (const output of ['revision', 'bundle-sha256', 's3-key', 's3-version-id', 's3-etag']) {
      assert.equal(second.outputs[output], first.outputs[output]);
    }
    assert.match(second.log, /^s3:.* already has the same content/m);
    assert.doesNotMatch(second.log, /^Packaged/m);
    const [before, now] = [first, second].map((result) => requestOf(result, 'CreateDeployment'));
    assert.deepEqual(now?.revision, before?.revision);
    assert.ok(now?.description?.startsWith(`acme/shop@${sha.slice(0, 7)} `));
    assert.deepEqual(operationsOf(second), [...findingBundle, 'CreateDeployment', ...following]);
  });

  test('has build output that is included, and no change in the workspace', async () => {
    await using stage = await setStage({ ...shop, '.gitignore': 'app.js\n' });
    writeFiles(stage.workspace, { 'public/app.js': 'built\n', 'public/index.html': 'changed\n' });
    const result = await stage.run({ ...toStaging, include: 'public/*.js' });
    assert.equal(result.exitCode, 0);
    assert.equal(onInstance(stage, 'app.js'), 'built\n');
    assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
    assert.match(result.log, /^Packaged 7 files/m);
    const [warning = '', ...others] = warningsOf(result);
    assert.match(warning, /^1 file .*as committed: public\/index\.html\. .*include/);
    assert.deepEqual(others, []);
    assert.deepEqual(operationsOf(result), deploying);
  });

  test('has nothing that is excluded', async () => {
    await using stage = await setStage({ ...shop, 'public/notes.md': 'x', 'public/css/notes.md': 'x' });
    const result = await stage.run({ ...toStaging, exclude: '**/*.md' });
    assertPlainSuccess(result);
    assert.equal(onInstance(stage, 'notes.md'), undefined);
    assert.equal(onInstance(stage, 'css/notes.md'), undefined);
    assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
    assert.match(result.log, /^Packaged 5 files/m);
    assert.deepEqual(operationsOf(result), deploying);
  });

  test('is a tgz where bundle-type says so', async () => {
    await using stage = await setStage();
    const result = await stage.run({ ...toStaging, 'bundle-type': 'tgz' });
    assertPlainSuccess(result);
    assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
    const { bundleType, key } = requestOf(result, 'CreateDeployment').revision?.s3Location ?? {};
    assert.equal(bundleType, 'tgz');
    assert.match(key ?? '', /^shop\/[0-9a-f]{64}\.tgz$/);
    assert.deepEqual(
      [key],
      stage.emulator.s3.objects(bucket).map((object) => object.key),
    );
    assert.equal(result.outputs['s3-key'], key);
    assert.match(result.log, /^Packaged 5 files, 416 B/m);
    assert.deepEqual(operationsOf(result), deploying);
  });
});
