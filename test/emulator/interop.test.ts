import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { withoutAwsCli } from './aws-cli.ts';
import type { Emulator } from './emulator.ts';
import { setUp } from './emulator-setup.ts';

const run = promisify(execFile);

const appSpec = `version: 0.0
os: linux
files:
  - source: /
    destination: /srv/shop
hooks:
  AfterInstall:
    - location: scripts/after-install.sh
`;

test('the AWS CLI deploys from S3 and from GitHub', { skip: withoutAwsCli }, async (t) => {
  const { emulator } = await setUp(t);
  const production = ['1', '2'].map((n) =>
    emulator.fleet.addEc2({ tags: { CDG: 'DemoApp_Production', Name: n } }),
  );
  const directory = temporaryDirectory(t);
  const environment = environmentOf(emulator);
  const aws = async (...words: string[]): Promise<string> =>
    (await run('aws', [...words, '--output', 'text'], { env: environment, cwd: directory })).stdout.trim();
  const deploy = (...words: string[]) => aws('deploy', ...words);

  const application = ['--application-name', 'DemoApp'];
  const group = [...application, '--deployment-group-name', 'Production'];
  const oneAtATime = ['--deployment-config-name', 'CodeDeployDefault.OneAtATime'];
  await deploy('create-application', ...application);
  await deploy(
    ...['create-deployment-group', ...group, ...oneAtATime],
    ...['--ec2-tag-filters', 'Key=CDG,Value=DemoApp_Production,Type=KEY_AND_VALUE'],
    ...['--service-role-arn', 'arn:aws:iam::EXAMPLE:role/CodeDeploy'],
  );

  await t.test('push, create-deployment from S3, wait, and what it did', async () => {
    writeApplication(join(directory, 'app'));
    await aws('s3api', 'create-bucket', '--bucket', 'jmcodedeploy');
    const told = await deploy(
      ...['push', ...application, '--s3-location', 's3://jmcodedeploy/v001', '--source', 'app'],
    );
    const location = /--s3-location (\S+)/.exec(told)?.[1];
    assert.match(location ?? '', /^bucket=jmcodedeploy,key=v001,bundleType=zip,eTag=/);

    const id = await deploy(
      ...['create-deployment', ...group, ...oneAtATime, '--s3-location', location ?? ''],
      ...['--description', 'Push of the application.'],
    );
    assert.match(id, /^d-[A-Z0-9]{9}$/);
    await deploy('wait', 'deployment-successful', '--deployment-id', id);
    assert.equal(await status(deploy, id), 'Succeeded');
    const targets = (
      await deploy('list-deployment-targets', '--deployment-id', id, '--query', 'targetIds')
    ).split(/\s+/);
    assert.deepEqual(targets.toSorted(), production.map((instance) => instance.id).toSorted());
    const statuses = await deploy(
      ...['batch-get-deployment-targets', '--deployment-id', id, '--target-ids', ...targets],
      ...['--query', 'deploymentTargets[].instanceTarget.status'],
    );
    assert.deepEqual(statuses.split(/\s+/), ['Succeeded', 'Succeeded']);
    for (const { root } of production) {
      assert.equal(readFileSync(join(root, 'srv/shop/index.html'), 'utf8'), '<h1>Shop</h1>\n');
    }
    await assert.rejects(
      deploy('stop-deployment', '--deployment-id', id),
      /DeploymentAlreadyCompletedException/,
    );
  });

  await t.test('create-deployment from GitHub over the files that are there', async () => {
    const repository = join(directory, 'app');
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: repository, encoding: 'utf8' }).trim();
    writeFileSync(join(repository, 'index.html'), '<h1>From GitHub</h1>\n');
    git('init', '--quiet');
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'one');
    emulator.github.addRepository('acme/shop', repository);
    const id = await deploy(
      ...[
        'create-deployment',
        ...group,
        '--description',
        'EC2-deployment',
        '--file-exists-behavior',
        'OVERWRITE',
      ],
      ...['--github-location', `repository=acme/shop,commitId=${git('rev-parse', 'HEAD')}`],
    );
    await deploy('wait', 'deployment-successful', '--deployment-id', id);
    const [first] = production;
    assert.ok(first);
    assert.equal(readFileSync(join(first.root, 'srv/shop/index.html'), 'utf8'), '<h1>From GitHub</h1>\n');
  });

  await t.test('a failed deployment makes wait fail', async () => {
    const id = await deploy(
      ...['create-deployment', ...group, '--s3-location', 'bucket=jmcodedeploy,key=none,bundleType=zip'],
    );
    await assert.rejects(
      deploy('wait', 'deployment-successful', '--deployment-id', id),
      /terminal failure state/,
    );
    assert.equal(await status(deploy, id), 'Failed');
  });
});

test('the AWS CLI registers on-premises instances and stops a deployment', {
  skip: withoutAwsCli,
}, async (t) => {
  const { emulator } = await setUp(t, { eventStartTimeout: 600_000 });
  const environment = environmentOf(emulator);
  const deploy = async (...words: string[]): Promise<string> =>
    (await run('aws', ['deploy', ...words, '--output', 'text'], { env: environment })).stdout.trim();

  await deploy(
    ...['register-on-premises-instance', '--instance-name', 'rack-7'],
    ...['--iam-user-arn', 'arn:aws:iam::123456789012:user/CodeDeployUser'],
  );
  await deploy(
    ...['add-tags-to-on-premises-instances', '--instance-names', 'rack-7', '--tags', 'Key=Role,Value=web'],
  );
  assert.equal(await deploy('list-on-premises-instances', '--query', 'instanceNames'), 'rack-7');
  await deploy('create-application', '--application-name', 'Shop');
  const group = ['--application-name', 'Shop', '--deployment-group-name', 'Racks'];
  await deploy(
    ...[
      'create-deployment-group',
      ...group,
      '--service-role-arn',
      'arn:aws:iam::123456789012:role/CodeDeploy',
    ],
    ...['--on-premises-instance-tag-filters', 'Key=Role,Value=web,Type=KEY_AND_VALUE'],
  );
  const instance = emulator.fleet.instances.get('rack-7');
  assert.ok(instance);
  instance.agentRunning = false;
  const id = await deploy(
    ...['create-deployment', ...group, '--s3-location', 'bucket=b,key=k,bundleType=zip'],
  );
  assert.match(await deploy('stop-deployment', '--deployment-id', id), /^Pending\tNo more commands/);
  await assert.rejects(
    deploy('wait', 'deployment-successful', '--deployment-id', id),
    /terminal failure state/,
  );
  assert.equal(await status(deploy, id), 'Stopped');
});

/** The machine's environment and files say nothing to the CLI of other AWS accounts. */
function environmentOf(emulator: Emulator): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(others), ...emulator.environment, AWS_CONFIG_FILE: devNull };
}

function status(deploy: (...words: string[]) => Promise<string>, id: string): Promise<string> {
  return deploy('get-deployment', '--deployment-id', id, '--query', 'deploymentInfo.status');
}

function writeApplication(directory: string): void {
  mkdirSync(join(directory, 'scripts'), { recursive: true });
  writeFileSync(join(directory, 'appspec.yml'), appSpec);
  writeFileSync(join(directory, 'index.html'), '<h1>Shop</h1>\n');
  writeFileSync(join(directory, 'scripts/after-install.sh'), '#!/bin/sh\necho installed\n', { mode: 0o755 });
}

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'interop-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}
