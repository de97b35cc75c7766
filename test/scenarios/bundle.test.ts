import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitFiles, writeFiles } from '../support/repository.ts';
import { compareStep } from './golden.ts';
import { bucket, type Stage, setStage, shop } from './stage.ts';

const toStaging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

function onInstance({ emulator }: Stage, path: string): string | undefined {
  const file = join(emulator.fleet.instances.get('i-stag1')?.root ?? '', 'srv/shop', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

test('a commit of the same content is neither packaged nor uploaded again', async () => {
  await using stage = await setStage();
  const first = await stage.run(toStaging);
  commitFiles(stage.workspace, {}, 'Nothing new');
  const second = await stage.run(toStaging);
  assert.equal(second.exitCode, 0);
  assert.equal(second.outputs['revision'], first.outputs['revision']);
  assert.equal(second.outputs['bundle-sha256'], first.outputs['bundle-sha256']);
  const s3 = second.requests.filter(({ service }) => service === 's3');
  // The instance downloads the object too.
  assert.deepEqual(
    s3.filter(({ operation }) => operation !== 'GetObject').map(({ operation }) => operation),
    ['HeadObject'],
  );
  compareStep('unchanged', second);
});

test('build output is included, and a change in the workspace is not', async () => {
  await using stage = await setStage({ ...shop, '.gitignore': 'app.js\n' });
  writeFiles(stage.workspace, { 'public/app.js': 'built\n', 'public/index.html': 'changed\n' });
  const result = await stage.run({ ...toStaging, include: 'public/*.js' });
  assert.equal(result.exitCode, 0);
  assert.equal(onInstance(stage, 'app.js'), 'built\n');
  assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
  compareStep('include', result);
});

test('what is excluded is not on the instance', async () => {
  await using stage = await setStage({ ...shop, 'public/notes.md': 'x', 'public/css/notes.md': 'x' });
  const result = await stage.run({ ...toStaging, exclude: '**/*.md' });
  assert.equal(result.exitCode, 0);
  assert.equal(onInstance(stage, 'notes.md'), undefined);
  assert.equal(onInstance(stage, 'css/notes.md'), undefined);
  assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
  compareStep('exclude', result);
});

test('a tgz is deployed', async () => {
  await using stage = await setStage();
  const result = await stage.run({ ...toStaging, 'bundle-type': 'tgz' });
  assert.equal(result.exitCode, 0);
  assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
  compareStep('tgz', result);
});
