import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setOutputs } from '../../../src/actions/outputs.ts';
import { revisionOutputs, snapshotOutputs } from '../../../src/steps/output-values.ts';
import { event, failed, ran, snapshot, target } from '../../support/snapshots.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

test('a commit on GitHub has a URI only', () => {
  assert.deepEqual(revisionOutputs({ type: 'GitHub', repository: 'acme/shop', commitId: sha }), {
    revision: `github://acme/shop@${sha}`,
  });
});

test('a bundle has its place, and version and eTag where they are known', () => {
  const bundle = { type: 'S3', bucket: 'releases', key: 'shop/1.zip', bundleType: 'zip' } as const;
  assert.deepEqual(revisionOutputs(bundle), {
    revision: 's3://releases/shop/1.zip',
    's3-bucket': 'releases',
    's3-key': 'shop/1.zip',
  });
  assert.deepEqual(revisionOutputs({ ...bundle, versionId: 'v.1', eTag: 'abc-2' }), {
    revision: 's3://releases/shop/1.zip?versionId=v.1&eTag=abc-2',
    's3-bucket': 'releases',
    's3-key': 'shop/1.zip',
    's3-version-id': 'v.1',
    's3-etag': 'abc-2',
  });
});

test('a deployment that is on its way', () => {
  assert.deepEqual(snapshotOutputs(snapshot({ status: 'InProgress' })), {
    status: 'InProgress',
    targets: '[]',
  });
});

test('a deployment that failed', () => {
  const outputs = snapshotOutputs(
    snapshot(
      {
        status: 'Failed',
        error: { code: 'HEALTH_CONSTRAINTS', message: 'too many' },
        rollbackDeploymentId: 'd-F5G6H7J8K',
      },
      [
        target('i-1', 'Failed', [
          ran('Install', [0, 1]),
          failed('AfterInstall', 2, { errorCode: 'ScriptFailed' }),
        ]),
        target('i-2', 'Failed', [failed('Install', 2)]),
        target('i-3', 'Failed', [event('Install', 'Failed')]),
        target('i-4', 'Skipped', [event('Install', 'Skipped')]),
      ],
    ),
  );
  assert.deepEqual(JSON.parse(outputs.targets ?? ''), [
    { id: 'i-1', status: 'Failed', failedEvent: 'AfterInstall', errorCode: 'ScriptFailed' },
    { id: 'i-2', status: 'Failed', failedEvent: 'Install', errorCode: null },
    { id: 'i-3', status: 'Failed', failedEvent: 'Install', errorCode: null },
    { id: 'i-4', status: 'Skipped', failedEvent: null, errorCode: null },
  ]);
  const { targets, ...others } = outputs;
  assert.deepEqual(others, {
    status: 'Failed',
    'error-code': 'HEALTH_CONSTRAINTS',
    'rollback-deployment-id': 'd-F5G6H7J8K',
  });
});

test('outputs go to the file of the runner; those that are not known do not', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'outputs-'));
  const file = join(directory, 'output');
  const before = process.env['GITHUB_OUTPUT'];
  t.after(() => {
    rmSync(directory, { recursive: true });
    if (before === undefined) delete process.env['GITHUB_OUTPUT'];
    else process.env['GITHUB_OUTPUT'] = before;
  });
  writeFileSync(file, '');
  process.env['GITHUB_OUTPUT'] = file;
  setOutputs({ status: 'Failed', 'error-message': 'two\nlines' });
  const text = readFileSync(file, 'utf8')
    .replaceAll(/ghadelimiter_[\w-]+/g, 'END')
    .replaceAll('\r\n', '\n');
  assert.equal(text, 'status<<END\nFailed\nEND\nerror-message<<END\ntwo\nlines\nEND\n');
});

const arn = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:8';

/** An AppSpec file for ECS with these properties of its service, in YAML of one line. */
const service = (properties: string) =>
  `version: 0.0\nResources: [{ TargetService: { Type: AWS::ECS::Service, Properties: ${properties} } }]\n`;

const taskDefinitions: readonly [name: string, content: string, told: string | undefined][] = [
  ['in YAML', service(`{ TaskDefinition: "${arn}" }`), arn],
  [
    'in JSON',
    `{"version":0.0,"resources":[{"web":{"type":"AWS::ECS::Service","properties":{"taskDefinition":"${arn}"}}}]}`,
    arn,
  ],
  [
    'below another one in a comment',
    `# TaskDefinition: ${arn}0\n${service(`{ TaskDefinition: "${arn}" }`)}`,
    arn,
  ],
  ['by family and revision', service('{ TaskDefinition: "web:8" }'), undefined],
  ['in no service', `TaskDefinition: ${arn}\n`, undefined],
];

for (const [name, content, told] of taskDefinitions) {
  test(`a task definition ${name} of an AppSpec file: ${told}`, () => {
    const revision = { type: 'AppSpec', applicationName: 'web', sha256: 'a'.repeat(64), content } as const;
    assert.equal(revisionOutputs(revision)['task-definition-arn'], told);
  });
}
