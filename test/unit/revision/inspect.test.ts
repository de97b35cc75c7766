import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { type Context, readContext } from '../../../src/actions/context.ts';
import { type Inputs, readInputs } from '../../../src/actions/inputs.ts';
import { formatRevision } from '../../../src/model/revision.ts';
import { inspect } from '../../../src/revision/inspect.ts';
import { publish } from '../../../src/revision/publish.ts';
import { findSource } from '../../../src/steps/source.ts';
import { expectError } from '../../support/action-error.ts';
import { filesOfCommit, filesOfZip } from '../support/archive.ts';
import { createRepository, type TestRepository, temporaryDirectory } from '../support/repository.ts';
import { lines, serve, startStore } from '../support/services.ts';

let onGitHub: string[] = [];
process.env['GITHUB_API_URL'] = await serve({ after }, ({ url = '' }, response) => {
  const [, sha = ''] = /commits\/(\w+)/.exec(url) ?? [];
  const body = onGitHub.includes(sha)
    ? { sha, commit: { message: 'On GitHub' } }
    : { message: 'No commit found' };
  const status = onGitHub.includes(sha) ? 200 : 422;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

interface Deployment {
  readonly status?: number;
  readonly body: unknown;
}

async function codedeploy(t: TestContext, { status = 200, body }: Deployment): Promise<CodeDeployClient> {
  const endpoint = await serve(t, (_, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  return new CodeDeployClient({ endpoint, region: 'eu-west-1', maxAttempts: 1, credentials });
}

const usual = { 'application-name': 'shop', 'deployment-group-name': 'production', 'github-token': 't' };

function inputs(set: Record<string, string>): Inputs {
  return readInputs((name) => ({ ...usual, ...set })[name] ?? '');
}

function contextOf({ directory }: TestRepository, temporaryDirectory: string): Context {
  return readContext({
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_WORKSPACE: directory,
    RUNNER_TEMP: temporaryDirectory,
  });
}

interface Options {
  readonly context?: Context;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
  readonly deployment?: CodeDeployClient;
}

async function prepare(t: TestContext, repository: TestRepository) {
  const service = await startStore(t);
  const directory = temporaryDirectory();
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const log = lines();
  const warnings = lines();
  const client = await codedeploy(t, { body: {} });
  const optionsFor = (set: Record<string, string>, more: Options) => ({
    inputs: inputs(set),
    context: more.context ?? contextOf(repository, directory),
    aws: {
      region: 'eu-west-1',
      codedeploy: more.deployment ?? client,
      codedeployOnce: client,
      s3: service.s3,
    },
    signal: more.signal ?? new AbortController().signal,
    log: more.log ?? log.add,
    warn: warnings.add,
    saveParts: () => assert.fail(),
    deploys: Promise.resolve('files' as const),
  });
  /** What is told before anything is packaged. */
  const inspected = async (set: Record<string, string>, more: Options = {}) => {
    const options = optionsFor(set, more);
    await using inspection = await inspect(await findSource(options), options);
    return inspection;
  };
  /** Inspects and publishes what nothing is in the way of. */
  const resolve = async (set: Record<string, string>, more: Options = {}) => {
    const options = optionsFor(set, more);
    await using inspection = await inspect(await findSource(options), options);
    assert.deepEqual(inspection.obstacles, []);
    return await publish(inspection, options);
  };
  return { ...service, inspected, resolve, log: log.all, warnings: warnings.all, directory };
}

function application(): TestRepository & { sha: string } {
  const repository = createRepository();
  repository.write('appspec.yml', 'version: 0.0\nos: linux\n');
  repository.write('deploy/staging.yml', 'version: 0.0\nos: linux\n# staging\n');
  repository.write('site/index.html', '<p>');
  const sha = repository.commit('Greet ##[error]everyone\x1b[31m');
  return { ...repository, sha, [Symbol.dispose]: () => repository[Symbol.dispose]() };
}

test('the commit is packaged, uploaded and pinned, and its URI gives the same revision again', async (t) => {
  using repository = application();
  writeFileSync(join(repository.directory, 'uncommitted'), 'x');
  const { resolve, store, log, warnings, directory } = await prepare(t, repository);
  const resolved = await resolve({ 's3-bucket': 'bundles' });
  const [object] = store.objects('bundles');
  assert.ok(object);
  assert.match(object.key, /^shop\/[0-9a-f]{64}\.zip$/);
  assert.deepEqual(await filesOfZip(object.file), filesOfCommit(repository));
  assert.deepEqual(resolved, {
    revision: {
      type: 'S3',
      bucket: 'bundles',
      key: object.key,
      bundleType: 'zip',
      eTag: object.eTag,
      versionId: object.versionId,
    },
    commit: { repository: 'acme/shop', sha: repository.sha, subject: 'Greet ##[error]everyone\x1b[31m' },
    sha256: object.metadata['sha256'],
    uploaded: true,
    bundle: { files: 3, size: object.size, largest: { path: 'deploy/staging.yml', size: 33 } },
  });
  assert.deepEqual(log, [
    `Commit ${repository.sha.slice(0, 7)} "Greet ## [error]everyone"`,
    `Packaged 3 files, ${object.size} B (sha256 ${resolved.sha256})`,
    `Uploaded to s3://bundles/${object.key} (version ${object.versionId})`,
  ]);
  assert.deepEqual(warnings, []);
  assert.deepEqual(readdirSync(directory), []);
  assert.deepEqual(await resolve({ revision: formatRevision(resolved.revision) }), {
    revision: resolved.revision,
    commit: { repository: 'acme/shop', sha: repository.sha },
    sha256: resolved.sha256,
    uploaded: false,
  });
});

test('path, AppSpec and key are as they are set', async (t) => {
  using repository = application();
  const { resolve, store } = await prepare(t, repository);
  await resolve({ 's3-bucket': 'bundles', 's3-key': 'exact.zip', path: 'deploy', appspec: 'staging.yml' });
  await resolve({ 's3-bucket': 'bundles', 's3-prefix': '/releases', appspec: 'deploy/staging.yml' });
  const [exact, prefixed] = store.objects('bundles');
  assert.ok(exact && prefixed);
  assert.equal(exact.key, 'exact.zip');
  assert.deepEqual(Object.keys(await filesOfZip(exact.file)), ['appspec.yml', 'staging.yml']);
  assert.match(prefixed.key, /^releases\/[0-9a-f]{64}\.zip$/);
  const files = await filesOfZip(prefixed.file);
  assert.match(files['appspec.yml']?.content ?? '', /# staging/);
});

test('the same content has the same key, whatever the commit', async (t) => {
  using repository = application();
  const { resolve, store } = await prepare(t, repository);
  await resolve({ 's3-bucket': 'bundles' });
  repository.commit('nothing changed');
  await resolve({ 's3-bucket': 'bundles' });
  assert.equal(store.objects('bundles').length, 1);
});

test('nothing is left on the disk, and nothing in the bucket, when the upload fails or is aborted', async (t) => {
  using repository = application();
  const prepared = await prepare(t, repository);
  const { resolve, store, directory, denied } = prepared;
  denied.add('s3:PutObject');
  await expectError(resolve({ 's3-bucket': 'bundles' }), /needs s3:PutObject/);
  await expectError(
    resolve({ 's3-bucket': 'bundles', appspec: 'missing.yml' }),
    /AppSpec file missing\.yml is not among/,
  );
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const log = () => controller.abort(reason);
  await assert.rejects(
    resolve({ 's3-bucket': 'bundles' }, { signal: controller.signal, log }),
    (error) => error === reason,
  );
  assert.deepEqual(readdirSync(directory), []);
  assert.deepEqual(store.objects('bundles'), []);
});

test('a bundle that is in the bucket is neither packaged nor uploaded', async (t) => {
  using repository = application();
  const { resolve, store, log } = await prepare(t, repository);
  const first = await resolve({ 's3-bucket': 'bundles' });
  repository.commit('nothing changed');
  const again = await resolve({ 's3-bucket': 'bundles' });
  assert.deepEqual(again.revision, first.revision);
  assert.equal(again.sha256, first.sha256);
  assert.equal(again.uploaded, false);
  assert.equal(again.bundle, undefined);
  assert.equal(store.objects('bundles').length, 1);
  assert.match(
    log.at(-1) ?? '',
    /^s3:\/\/bundles\/shop\/.* already has the same content\. Nothing to upload\.$/,
  );
});

test('an archive of another type is another bundle, and not for Windows', async (t) => {
  using repository = application();
  const { inspected, resolve, store } = await prepare(t, repository);
  for (const type of ['zip', 'tgz', 'tar']) {
    const { revision } = await resolve({ 's3-bucket': 'bundles', 'bundle-type': type });
    assert.equal(revision.type === 'S3' && revision.bundleType, type);
  }
  const types = { zip: 'application/zip', tgz: 'application/gzip', tar: 'application/x-tar' };
  assert.deepEqual(
    store
      .objects('bundles')
      .map(({ key, contentType }) => [key.split('.').at(-1), contentType])
      .sort(),
    Object.entries(types).sort(),
  );
  repository.write('appspec.yml', 'version: 0.0\nos: windows\n');
  repository.commit('Windows');
  for (const check of ['error', 'off']) {
    const set = { 's3-bucket': 'bundles', 'bundle-type': 'tgz', 'appspec-check': check };
    const { obstacles } = await inspected(set);
    assert.match(obstacles.join('\n'), /^bundle-type: tgz does not work with os: windows.*$/);
  }
  assert.equal(store.objects('bundles').length, 3);
  await resolve({ 's3-bucket': 'bundles' });
});

test('without a bucket, the commit is named on GitHub', async (t) => {
  using repository = application();
  const { resolve, log } = await prepare(t, repository);
  onGitHub = [repository.sha];
  const expected = { type: 'GitHub', repository: 'acme/shop', commitId: repository.sha };
  const { revision, commit, uploaded } = await resolve({});
  assert.deepEqual(revision, expected);
  assert.equal(commit?.subject, 'Greet ##[error]everyone\x1b[31m');
  assert.equal(uploaded, false);
  assert.deepEqual(log, [
    `Commit ${repository.sha.slice(0, 7)} "Greet ## [error]everyone"`,
    `Revision github://acme/shop@${repository.sha}`,
  ]);
  const again = await resolve({ revision: `github://acme/shop@${repository.sha}` });
  assert.deepEqual(again.revision, expected);
  assert.equal(again.commit?.subject, 'On GitHub');
});

test('a commit that instances cannot get from GitHub is an error', async (t) => {
  using repository = application();
  const { inspected } = await prepare(t, repository);
  onGitHub = [];
  for (const set of [{}, { revision: `github://acme/shop@${repository.sha}` }]) {
    const { obstacles } = await inspected(set);
    assert.match(obstacles.join('\n'), new RegExp(`${repository.sha} is not on GitHub in acme/shop`));
  }
  repository.git('rm', '--quiet', 'appspec.yml');
  repository.commit('no AppSpec');
  await expectError(inspected({}), /appspec\.yml is not in the root of the commit .*s3-bucket/);
});

test('what GitHub leaves out of its archive is not there for the AppSpec check', async (t) => {
  using repository = application();
  const { inspected } = await prepare(t, repository);
  const hooks = 'hooks:\n  AfterInstall:\n    - location: deploy/run.sh\n';
  repository.write('appspec.yml', `version: 0.0\nos: linux\n${hooks}`);
  repository.write('deploy/run.sh', '#!/bin/sh\n');
  repository.write('.gitattributes', 'deploy export-ignore\n');
  repository.commit('Leave the scripts out');
  onGitHub = [repository.git('rev-parse', 'HEAD').trim()];
  const { problems } = await inspected({});
  assert.match(problems[0]?.message ?? '', /"deploy\/run\.sh" is not in the bundle/);
  repository.write('.gitattributes', 'appspec.yml export-ignore\n');
  repository.commit('Leave the AppSpec file out');
  await expectError(inspected({}), /^appspec\.yml is marked export-ignore .*GitHub leaves it out/);
});

test('outside a workflow of github.com', async (t) => {
  using repository = application();
  onGitHub = [repository.sha];
  const { inspected } = await prepare(t, repository);
  const context = { ...contextOf(repository, '/tmp'), serverUrl: 'https://github.example.com' };
  await expectError(inspected({}, { context: { ...context, repository: '' } }), /GITHUB_REPOSITORY is ""/);
  for (const set of [{}, { revision: `github://acme/shop@${repository.sha}` }]) {
    const { obstacles } = await inspected(set, { context });
    assert.match(
      obstacles.join(),
      /from github\.com alone, .*runs on https:\/\/github\.example\.com\. Set s3-/,
    );
  }
});

test('the merge of a pull request is told as such', async (t) => {
  using repository = application();
  const { inspected, log } = await prepare(t, repository);
  const pullRequest = { number: '5', base: 'main' };
  const context = { ...contextOf(repository, '/tmp'), pullRequest };
  const other = await inspected({ 's3-bucket': 'bundles' }, { context });
  assert.equal(other.madeOf, undefined);
  const merge = await inspected({ 's3-bucket': 'bundles' }, { context: { ...context, sha: repository.sha } });
  assert.match(merge.madeOf ?? '', /^the merge of pull request #5 into main, which GitHub makes/);
  assert.match(log.join('\n'), /It is the merge of pull request #5 .*head\.sha/);
});

test('a deployment stands for what it deployed', async (t) => {
  using repository = application();
  const { resolve, log } = await prepare(t, repository);
  const { revision } = await resolve({ 's3-bucket': 'bundles', 's3-key': 'x.zip' });
  assert.equal(revision.type, 'S3');
  const { bucket, key, versionId: version, eTag } = revision;
  const s3Location = { bucket, key, bundleType: 'zip', version, eTag: `"${eTag}"` };
  const deploymentInfo = { revision: { revisionType: 'S3', s3Location } };
  const deployment = await codedeploy(t, { body: { deploymentInfo } });
  const resolved = await resolve({ revision: 'd-A7YW3F91L' }, { deployment });
  assert.deepEqual(resolved.revision, revision);
  assert.equal(resolved.commit?.sha, repository.sha);
  assert.match(log.join('\n'), /Deployment d-A7YW3F91L deployed s3:\/\/bundles\/x\.zip\?versionId=/);
});

test('deployments that cannot be deployed again', async (t) => {
  using repository = application();
  const { resolve } = await prepare(t, repository);
  const answer = async (deployment: Deployment) =>
    resolve({ revision: 'd-A7YW3F91L' }, { deployment: await codedeploy(t, deployment) });
  const revision = { revisionType: 'String', string: { content: 'x' } };
  await expectError(
    answer({ body: { deploymentInfo: { revision, computePlatform: 'ECS' } } }),
    /d-A7YW3F91L has no revision that this action can deploy again \(revision type String, compute platform ECS\)/,
  );
  await expectError(answer({ body: {} }), /revision type none, compute platform unknown/);
  const __type = 'DeploymentDoesNotExistException';
  await expectError(
    answer({ status: 400, body: { __type, message: 'no such' } }),
    /There is no deployment d-A7YW3F91L in eu-west-1/,
  );
  await assert.rejects(answer({ status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }), {
    name: 'AccessDeniedException',
  });
});

test('no checkout, no request', async (t) => {
  using repository = application();
  const { resolve } = await prepare(t, repository);
  rmSync(join(repository.directory, '.git'), { recursive: true });
  await expectError(resolve({ 's3-bucket': 'bundles' }), /Add actions\/checkout/);
  await expectError(resolve({}), /Add actions\/checkout/);
});
