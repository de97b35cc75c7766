import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { git, writeFiles } from '../support/repository.ts';
import { requestOf, writesOf } from './requests.ts';
import { assertPlainSuccess, errorOf, pageOf } from './shown.ts';
import { atOnce, bucket, type Stage, setStage, shop } from './stage.ts';

const toStaging = { 'deployment-group-name': 'staging', 's3-bucket': bucket };

function onInstance({ emulator }: Stage, path: string): string | undefined {
  const file = join(emulator.fleet.instances.get('i-stag1')?.root ?? '', 'srv/shop', path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The shop in a directory. */
function shopIn(directory: string): typeof shop {
  return Object.fromEntries(Object.entries(shop).map(([path, content]) => [`${directory}/${path}`, content]));
}

describe('what is deployed', atOnce, () => {
  test('is a folder of the workspace, without git', async () => {
    await using stage = await setStage();
    const workspace = join(stage.workspace, '..', 'downloaded');
    writeFiles(workspace, shopIn('build'));
    const inputs = { ...toStaging, source: 'workspace', path: 'build' };
    const first = await stage.run(inputs, { workspace });
    assertPlainSuccess(first);
    assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
    assert.match(first.log, /^Source: the folder build of the workspace, which is in no git checkout$/m);
    assert.match(pageOf(first), /Made of\s+the folder build of the workspace, which is in no git checkout/);
    const second = await stage.run(inputs, { workspace });
    assert.equal(second.outputs['uploaded'], 'false');
    assert.equal(second.outputs['revision'], first.outputs['revision']);
  });

  test('is a folder of the workspace, with what git does not track', async () => {
    await using stage = await setStage({ ...shop, '.gitignore': 'built.js\n' });
    writeFiles(stage.workspace, { 'public/built.js': 'built\n', 'public/index.html': 'changed\n' });
    const result = await stage.run({ ...toStaging, source: 'workspace' });
    assertPlainSuccess(result);
    assert.equal(onInstance(stage, 'index.html'), 'changed\n');
    assert.equal(onInstance(stage, 'built.js'), 'built\n');
    assert.match(
      pageOf(result),
      new RegExp(`Made of\\s+the workspace: 2 files are changed .* since commit ${stage.sha.slice(0, 7)}`),
    );
  });

  for (const type of ['zip', 'tgz', 'tar']) {
    test(`is a finished ${type}, byte for byte`, async () => {
      await using stage = await setStage();
      git(stage.workspace, 'archive', `--format=${type}`, '--output=target', 'HEAD');
      const result = await stage.run({ ...toStaging, archive: 'target' });
      assertPlainSuccess(result);
      assert.equal(onInstance(stage, 'index.html'), '<h1>The shop</h1>\n');
      const sha256 = createHash('sha256')
        .update(readFileSync(join(stage.workspace, 'target')))
        .digest('hex');
      assert.equal(result.outputs['bundle-sha256'], sha256);
      assert.equal(result.outputs['s3-key'], `shop/${sha256}.${type}`);
      assert.equal(requestOf(result, 'CreateDeployment').revision?.s3Location?.bundleType, type);
      assert.match(pageOf(result), /Made of\s+the archive target, as it is/);
      assert.match(result.log, new RegExp(`^Source: .*\\(${type}, 5 files, .*${sha256}\\)$`, 'm'));
      const again = await stage.run({ ...toStaging, archive: 'target', 'dry-run': 'true' });
      assert.match(pageOf(again), /In S3\s+the same content: nothing to upload/);
    });
  }

  test('is not an archive that instances could not use', async () => {
    await using stage = await setStage(shopIn('app'));
    git(stage.workspace, 'archive', '--format=tgz', '--output=shop.tgz', 'HEAD');
    writeFiles(stage.workspace, {
      'notes.txt': 'no archive\n'.repeat(100),
      'cut.zip': 'PK\u0003\u0004 and nothing more',
    });
    const refusal = async (archive: string) => {
      const result = await stage.run({ ...toStaging, archive });
      assert.deepEqual(writesOf(result), []);
      return errorOf(result);
    };
    assert.match(
      await refusal('shop.tgz'),
      /shop\.tgz has no appspec\.yml in its root.* of what is in app, not/,
    );
    assert.match(await refusal('notes.txt'), /notes\.txt is neither a zip file nor a tar file/);
    assert.match(await refusal('cut.zip'), /cut\.zip cannot be read as zip: .*Make it anew/);
    assert.match(
      await refusal('shop.tg'),
      /shop\.tg is not a file in the workspace .*Did you mean shop\.tgz\?/,
    );
  });

  test('is checked in an archive as in a commit', async () => {
    const { 'scripts/start.sh': _start, ...broken } = shop;
    await using stage = await setStage(broken);
    git(stage.workspace, 'archive', '--format=zip', '--output=shop.zip', 'HEAD');
    const result = await stage.run({ ...toStaging, archive: 'shop.zip' });
    assert.equal(result.exitCode, 1);
    assert.match(result.log, /^::error .*file=shop\.zip\/appspec\.yml.*scripts\/start\.sh" is not in/m);
    assert.deepEqual(writesOf(result), []);
  });

  test('is the commit of the only checkout, wherever it is in the workspace', async () => {
    await using stage = await setStage();
    const workspace = join(stage.workspace, '..', 'work');
    mkdirSync(workspace);
    git(workspace, 'clone', '--quiet', stage.workspace, 'app');
    const result = await stage.run(toStaging, { workspace });
    assertPlainSuccess(result);
    assert.match(result.log, new RegExp(`^Commit ${stage.sha.slice(0, 7)} `, 'm'));
    git(workspace, 'clone', '--quiet', stage.workspace, 'tools');
    assert.match(errorOf(await stage.run(toStaging, { workspace })), /Begin path .* such as path: app\./);
    assertPlainSuccess(await stage.run({ ...toStaging, path: 'tools' }, { workspace }));
  });

  test('has files from around path, where include names them', async () => {
    const appSpec = String(shop['appspec.yml']).replace('source: public', 'source: target');
    await using stage = await setStage({ ...shopIn('deploy'), 'deploy/appspec.yml': appSpec });
    writeFiles(stage.workspace, { 'target/index.html': 'built\n' });
    const result = await stage.run({ ...toStaging, path: 'deploy', include: '../target' });
    assertPlainSuccess(result);
    assert.equal(onInstance(stage, 'index.html'), 'built\n');
  });

  test('is nothing that git does not track, unless that is asked for', async () => {
    await using stage = await setStage();
    writeFiles(stage.workspace, shopIn('build'));
    const refused = await stage.run({ ...toStaging, path: 'build' });
    assert.match(
      errorOf(refused),
      /^path: build is in the workspace, and not in the commit .*source to workspace/,
    );
    rmSync(join(stage.workspace, '.git'), { recursive: true });
    assert.match(errorOf(await stage.run(toStaging)), /no git checkout .*set source to workspace/);
    assertPlainSuccess(await stage.run({ ...toStaging, path: 'build', source: 'workspace' }));
  });
});
