import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { annotationsIn } from '../support/annotations.ts';
import { compareGolden } from '../support/golden.ts';
import { type Content, commitFiles, git } from '../support/repository.ts';
import type { Step } from '../support/runner.ts';
import { normalise } from './normalise.ts';
import { atOnce, bucket, type Stage, setStage, shop } from './stage.ts';

interface Case {
  readonly name: string;
  readonly files?: Readonly<Record<string, Content>>;
  readonly inputs: Readonly<Record<string, string>>;
  /** Makes the situation; what it returns is set on the step. */
  readonly arrange?: (stage: Stage) => Partial<Step>;
}

const zip = { 'deployment-group-name': 'production', 's3-bucket': bucket };
const { 'appspec.yml': appspec = '', ...shopWithoutAppSpec } = shop;

const cases: readonly Case[] = [
  {
    name: 'every input wrong at once',
    inputs: {
      'application-name': '',
      'deployment-group-name': 'pro/duction',
      revision: 's3:/bucket/key',
      's3-bucket': 's3://shop-releases',
      'bundle-type': 'rar',
      path: '../..',
      'file-exists-behavior': 'overwrite',
      'ignore-application-stop-failures': 'yes',
      'auto-rollback': 'DEPLOYMENT_FAILED',
      'wait-for': 'success',
      timeout: '60',
      'poll-interval': '500ms',
      'expected-bucket-owner': 'acme',
      'aws-region': 'Ireland',
    },
  },
  {
    name: 'inputs that do not exist',
    inputs: { s3_bucket: bucket, 'deployment-group': 'production', retries: 'hidden' },
  },
  { name: 'path without a bucket', inputs: { 'deployment-group-name': 'production', path: 'public' } },
  { name: 'no AppSpec file', files: shopWithoutAppSpec, inputs: zip },
  {
    name: 'an AppSpec file of another name',
    files: { ...shopWithoutAppSpec, 'appspec.yaml': appspec },
    inputs: zip,
  },
  {
    name: 'an AppSpec file in a subdirectory',
    files: { ...shopWithoutAppSpec, 'deploy/appspec.yml': appspec },
    inputs: zip,
  },
  {
    name: 'no AppSpec file on GitHub',
    files: shopWithoutAppSpec,
    inputs: { 'deployment-group-name': 'production', 'github-token': 'token' },
  },
  { name: 'a path that is not in the commit', inputs: { ...zip, path: 'publik' } },
  { name: 'an empty tree', files: {}, inputs: zip },
  {
    name: 'no checkout',
    inputs: zip,
    arrange: ({ workspace }) => {
      rmSync(join(workspace, '.git'), { recursive: true });
      return {};
    },
  },
  {
    name: 'a repository without a commit',
    inputs: zip,
    arrange: ({ workspace }) => {
      const empty = join(workspace, '..', 'empty');
      mkdirSync(empty);
      git(empty, 'init', '--quiet');
      return { workspace: empty };
    },
  },
  {
    name: 'a clone without blobs',
    inputs: zip,
    arrange: ({ workspace }) => {
      const clone = join(workspace, '..', 'partial');
      git(workspace, 'config', 'uploadpack.allowFilter', 'true');
      execFileSync('git', [
        'clone',
        '--quiet',
        '--no-checkout',
        '--filter=blob:none',
        `file://${workspace}`,
        clone,
      ]);
      return { workspace: clone };
    },
  },
  {
    name: 'a commit that was never pushed',
    inputs: { 'deployment-group-name': 'production', 'github-token': 'token' },
    arrange: ({ workspace }) => {
      const clone = join(workspace, '..', 'local');
      execFileSync('git', ['clone', '--quiet', workspace, clone]);
      commitFiles(clone, { 'public/news.html': 'new\n' }, 'News');
      return { workspace: clone };
    },
  },
  {
    name: 'a token that GitHub refuses',
    inputs: { 'deployment-group-name': 'production', 'github-token': 'wrong' },
  },
  { name: 'a bucket that does not exist', inputs: { ...zip, 's3-bucket': 'shop-release' } },
  { name: 'a bucket in another region', inputs: { ...zip, 's3-bucket': 'elsewhere' } },
  { name: 'a bucket of another account', inputs: { ...zip, 'expected-bucket-owner': '999999999999' } },
  { name: 'an unknown application', inputs: { ...zip, 'application-name': 'shopp' } },
  { name: 'an unknown group', inputs: { ...zip, 'deployment-group-name': 'prod' } },
  { name: 'an unknown configuration', inputs: { ...zip, 'deployment-config-name': 'OneAtATime' } },
  {
    name: 'a revision that is gone',
    inputs: { 'deployment-group-name': 'production', revision: `s3://${bucket}/gone.zip` },
  },
  {
    name: 'an unknown deployment',
    inputs: { 'deployment-group-name': 'production', revision: 'd-ABCDEFGHI' },
  },
  {
    name: 'no credentials',
    inputs: zip,
    arrange: ({ emulator: { environment } }) => {
      const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = environment;
      return { environment: rest };
    },
  },
  {
    name: 'unknown credentials',
    inputs: zip,
    arrange: ({ emulator: { environment } }) => ({
      environment: { ...environment, AWS_ACCESS_KEY_ID: 'AKIANOBODY' },
    }),
  },
  {
    name: 'an expired session',
    inputs: { 'deployment-group-name': 'production', 'github-token': 'token' },
    arrange: ({ emulator: { environment, credentials } }) => {
      credentials.register('ASIAEXPIRED', 'expired');
      return { environment: { ...environment, AWS_ACCESS_KEY_ID: 'ASIAEXPIRED' } };
    },
  },
  {
    name: 'no region',
    inputs: zip,
    arrange: ({ emulator: { environment } }) => {
      const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...rest } = environment;
      return { environment: rest };
    },
  },
];

describe('bad input ends with one clear message, exit code 1 and no deployment', atOnce, () => {
  const shown = new Map<string, string>();
  for (const { name, files, inputs, arrange } of cases) {
    test(name, async () => {
      await using stage = await setStage(files);
      stage.emulator.s3.createBucket('elsewhere', { region: 'us-west-2' });
      const { exitCode, log } = await stage.run(inputs, arrange?.(stage));
      const [error, ...others] = annotationsIn(log).filter(({ level }) => level === 'error');
      assert.deepEqual(others, [], log);
      assert.equal(exitCode, 1);
      const { deployments } = await stage.client.send(new ListDeploymentsCommand({}));
      assert.deepEqual(deployments, []);
      shown.set(name, normalise(error?.text ?? ''));
    });
  }
  after(() => {
    const texts = cases.map(({ name }) => `## ${name}\n\n${shown.get(name)}\n`);
    compareGolden(join(import.meta.dirname, 'golden', 'bad-input.md'), texts.join('\n'));
  });
});
