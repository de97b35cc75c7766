import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { ended } from './emulator-setup.ts';
import { lambdaGroup, lambdaRevision, setUpLambda } from './lambda-setup.ts';

const canary = { deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' };
const invalid =
  'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration.';
const notWellFormed =
  'The deployment failed because the AppSpec file that specifies the deployment configuration is missing or has an invalid configuration. The input AppSpec file is a not well-formed yaml. The template cannot be parsed.';

const failed: readonly [title: string, revision: RevisionLocation, code: string, message: string | RegExp][] =
  [
    [
      'an alias that has moved',
      lambdaRevision({ CurrentVersion: '2', TargetVersion: '1' }),
      'INVALID_LAMBDA_CONFIGURATION',
      `${invalid} The Lambda function alias version does not match the current version in AppSpec file.`,
    ],
    [
      'a canary to the same version',
      lambdaRevision({ TargetVersion: '1' }),
      'INVALID_LAMBDA_CONFIGURATION',
      invalid,
    ],
    ['$LATEST', lambdaRevision({ TargetVersion: '$LATEST' }), 'INVALID_LAMBDA_CONFIGURATION', invalid],
    ['an unknown version', lambdaRevision({ TargetVersion: '9' }), 'INVALID_LAMBDA_CONFIGURATION', invalid],
    ['an unknown alias', lambdaRevision({ Alias: 'dead' }), 'INVALID_LAMBDA_CONFIGURATION', invalid],
    ['an unknown function', lambdaRevision({ Name: 'costs' }), 'INVALID_LAMBDA_FUNCTION', /costs/],
    ['YAML in one line', content('version: 0.0 Resources: - a: Type: b'), 'INVALID_REVISION', notWellFormed],
    ['no resources', content('version: 0.0'), 'INVALID_REVISION', notWellFormed],
  ];

function content(text: string): RevisionLocation {
  return { revisionType: 'AppSpecContent', appSpecContent: { content: text } };
}

for (const [title, revision, code, message] of failed) {
  test(`a deployment fails for ${title}`, async (t) => {
    const { client, lambda } = await setUpLambda(t, canary);
    const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision });
    const info = await ended(client, deploymentId);
    assert.equal(info.status, 'Failed');
    assert.equal(info.errorInformation?.code, code);
    if (typeof message === 'string') assert.equal(info.errorInformation?.message, message);
    else assert.match(info.errorInformation?.message ?? '', message);
    assert.equal((await lambda.getAlias({ FunctionName: 'prices', Name: 'live' })).FunctionVersion, '1');
  });
}

test('all at once to the same version does nothing and succeeds', async (t) => {
  const { client } = await setUpLambda(t);
  const revision = lambdaRevision({ TargetVersion: '1' });
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision });
  assert.equal((await ended(client, deploymentId)).status, 'Succeeded');
});

test('the case of keys, and the value of version, do not matter', async (t) => {
  const { client } = await setUpLambda(t);
  const text = `VERSION: 1
resources:
  - prices:
      type: AWS::Lambda::Function
      properties: {name: prices, alias: live, currentVersion: "1", targetversion: "2"}`;
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision: content(text) });
  assert.equal((await ended(client, deploymentId)).status, 'Succeeded');
});

const zip = { bucket: 'b', key: 'k', bundleType: 'zip' } as const;
const { appSpecContent } = lambdaRevision();
const refused: readonly [title: string, input: object, name: string, message?: string][] = [
  [
    'an archive',
    { revision: { revisionType: 'S3', s3Location: zip } },
    'InvalidRevisionException',
    'BundleType must be either YAML or JSON',
  ],
  [
    'a commit on GitHub',
    {
      revision: {
        revisionType: 'GitHub',
        gitHubLocation: { repository: 'o/r', commitId: 'a'.repeat(40) },
      },
    },
    'InvalidRevisionException',
  ],
  ['no revision', {}, 'RevisionRequiredException', 'RevisionLocation must be specified'],
  [
    'another hash',
    {
      revision: { revisionType: 'AppSpecContent', appSpecContent: { ...appSpecContent, sha256: 'abc' } },
    },
    'InvalidRevisionException',
  ],
  [
    'a file-exists behaviour',
    { revision: lambdaRevision(), fileExistsBehavior: 'OVERWRITE' },
    'InvalidFileExistsBehaviorException',
    'For Lambda and ECS deployment, fileExistsBehavior can not be specified',
  ],
  [
    'a configuration of instances',
    { revision: lambdaRevision(), deploymentConfigName: 'CodeDeployDefault.AllAtOnce' },
    'InvalidDeploymentConfigNameException',
  ],
];
for (const [title, input, name, message] of refused) {
  test(`CreateDeployment to Lambda refuses ${title}`, async (t) => {
    const { client } = await setUpLambda(t);
    await assert.rejects(client.createDeployment({ ...lambdaGroup, ...input }), {
      name,
      ...(message !== undefined && { message }),
    });
  });
}

test('a Lambda deployment has nothing to continue', async (t) => {
  const { client } = await setUpLambda(t, canary, { minute: 3_600_000 });
  const { deploymentId } = await client.createDeployment({ ...lambdaGroup, revision: lambdaRevision() });
  await assert.rejects(client.continueDeployment({ deploymentId, deploymentWaitType: 'READY_WAIT' }), {
    name: 'UnsupportedActionForDeploymentTypeException',
  });
});

test('configurations that shift traffic are checked', async (t) => {
  const { client } = await setUpLambda(t);
  const create = (trafficRoutingConfig?: object) =>
    client.createDeploymentConfig({
      deploymentConfigName: 'Mine',
      computePlatform: 'Lambda',
      trafficRoutingConfig,
    });
  const wrong = { name: 'InvalidTrafficRoutingConfigurationException' };
  const canaryOf = (canaryPercentage: number, canaryInterval: number) => ({
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage, canaryInterval },
  });
  await assert.rejects(create(), wrong);
  await assert.rejects(create({ type: 'TimeBasedFlexible' }), wrong);
  await assert.rejects(create(canaryOf(100, 5)), wrong);
  await assert.rejects(create(canaryOf(10, 2881)), wrong);
  await create(canaryOf(10, 2880));
  const { deploymentConfigInfo } = await client.getDeploymentConfig({ deploymentConfigName: 'Mine' });
  assert.deepEqual(deploymentConfigInfo?.trafficRoutingConfig, canaryOf(10, 2880));
});
