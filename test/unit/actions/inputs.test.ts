import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type Inputs, readInputs } from '../../../src/actions/inputs.ts';
import { ActionError } from '../../../src/control/errors.ts';
import { testName } from '../../support/test-name.ts';

interface ActionMetadata {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
}

const sha = '0123456789abcdef0123456789abcdef01234567';

const required = { 'application-name': 'shop', 'deployment-group-name': 'production' };

/** Reads inputs as the runner gives them: those that are not set are empty. */
function read(given: Record<string, string>): Inputs {
  return readInputs((name) => given[name] ?? '', Object.keys(given));
}

function messageFor(given: Record<string, string>): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof ActionError) return error.message;
    throw error;
  }
  return '';
}

test('everything but the application and the group has a default', () => {
  assert.deepEqual(read(required), {
    applicationName: 'shop',
    deploymentGroupName: 'production',
    deploymentConfigName: undefined,
    description: undefined,
    revision: undefined,
    source: 'commit',
    archive: undefined,
    s3Bucket: undefined,
    s3Prefix: 'shop/',
    s3Key: undefined,
    bundleType: 'zip',
    path: '.',
    include: [],
    exclude: [],
    appspec: 'appspec.yml',
    appspecCheck: 'error',
    fileExistsBehavior: undefined,
    ignoreApplicationStopFailures: false,
    updateOutdatedInstancesOnly: false,
    appspecValues: new Map(),
    autoRollback: undefined,
    waitFor: 'completion',
    timeout: 3_600_000,
    pollInterval: undefined,
    onCancel: undefined,
    onTimeout: undefined,
    ifInProgress: 'wait',
    allowOlder: false,
    expectedBucketOwner: undefined,
    kmsKeyId: undefined,
    dryRun: false,
    awsRegion: undefined,
    githubToken: undefined,
    inputWarnings: [],
  } satisfies Inputs);
});

const accepted: [input: string, text: string, property: keyof Inputs, value: unknown][] = [
  ['application-name', 'a', 'applicationName', 'a'],
  ['application-name', 'My.app_1+2=3,4@5-6', 'applicationName', 'My.app_1+2=3,4@5-6'],
  ['application-name', 'x'.repeat(100), 'applicationName', 'x'.repeat(100)],
  ['deployment-group-name', 'production', 'deploymentGroupName', 'production'],
  [
    'deployment-config-name',
    'CodeDeployDefault.OneAtATime',
    'deploymentConfigName',
    'CodeDeployDefault.OneAtATime',
  ],
  ['description', 'any text: "é"\nand more', 'description', 'any text: "é"\nand more'],
  ['revision', 'd-A1B2C3D4E', 'revision', { type: 'Deployment', deploymentId: 'd-A1B2C3D4E' }],
  [
    'revision',
    `github://acme/shop@${sha}`,
    'revision',
    { type: 'GitHub', repository: 'acme/shop', commitId: sha },
  ],
  [
    'revision',
    's3://releases/shop/1.zip?versionId=v.1&eTag=abc-2',
    'revision',
    { type: 'S3', bucket: 'releases', key: 'shop/1.zip', bundleType: 'zip', versionId: 'v.1', eTag: 'abc-2' },
  ],
  ['s3-bucket', 'my.releases-1', 's3Bucket', 'my.releases-1'],
  ['s3-prefix', 'releases', 's3Prefix', 'releases/'],
  ['s3-prefix', 'releases/', 's3Prefix', 'releases/'],
  ['s3-prefix', '//a/b', 's3Prefix', 'a/b/'],
  ['s3-prefix', '/', 's3Prefix', ''],
  ['s3-key', 'shop/latest.zip', 's3Key', 'shop/latest.zip'],
  ['s3-key', 'é'.repeat(512), 's3Key', 'é'.repeat(512)],
  ['bundle-type', 'zip', 'bundleType', 'zip'],
  ['bundle-type', 'tgz', 'bundleType', 'tgz'],
  ['bundle-type', 'tar', 'bundleType', 'tar'],
  ['source', 'commit', 'source', 'commit'],
  ['source', 'workspace', 'source', 'workspace'],
  ['archive', './target//shop.zip', 'archive', 'target/shop.zip'],
  ['include', 'dist/**', 'include', ['dist/**']],
  ['include', '../target/*.jar\n./../../lib/', 'include', ['../target/*.jar', '../../lib']],
  ['include', '\n  ./dist/ \r\n\n.next\n', 'include', ['dist', '.next']],
  ['exclude', '**/*.md\n*.{log,tmp}\n[!a]?', 'exclude', ['**/*.md', '*.{log,tmp}', '[!a]?']],
  ['path', '.', 'path', '.'],
  ['path', './', 'path', '.'],
  ['path', 'services/./shop//', 'path', 'services/shop'],
  ['path', '..data', 'path', '..data'],
  ['appspec', 'deploy/staging.yml', 'appspec', 'deploy/staging.yml'],
  ['appspec-check', 'off', 'appspecCheck', 'off'],
  ['file-exists-behavior', 'DISALLOW', 'fileExistsBehavior', 'DISALLOW'],
  ['file-exists-behavior', 'OVERWRITE', 'fileExistsBehavior', 'OVERWRITE'],
  ['file-exists-behavior', 'RETAIN', 'fileExistsBehavior', 'RETAIN'],
  ['ignore-application-stop-failures', 'true', 'ignoreApplicationStopFailures', true],
  ['ignore-application-stop-failures', 'TRUE', 'ignoreApplicationStopFailures', true],
  ['ignore-application-stop-failures', 'False', 'ignoreApplicationStopFailures', false],
  ['update-outdated-instances-only', 'true', 'updateOutdatedInstancesOnly', true],
  ['auto-rollback', 'disabled', 'autoRollback', []],
  ['auto-rollback', 'DEPLOYMENT_FAILURE', 'autoRollback', ['DEPLOYMENT_FAILURE']],
  [
    'auto-rollback',
    'DEPLOYMENT_STOP_ON_REQUEST\nDEPLOYMENT_FAILURE\n',
    'autoRollback',
    ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'],
  ],
  [
    'auto-rollback',
    'DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_ALARM',
    'autoRollback',
    ['DEPLOYMENT_STOP_ON_ALARM'],
  ],
  ['wait-for', 'completion', 'waitFor', 'completion'],
  ['wait-for', 'traffic-shift', 'waitFor', 'traffic-shift'],
  ['wait-for', 'ready', 'waitFor', 'ready'],
  ['wait-for', 'none', 'waitFor', 'none'],
  ['timeout', '1s', 'timeout', 1000],
  ['timeout', '90s', 'timeout', 90_000],
  ['timeout', '30m', 'timeout', 1_800_000],
  ['timeout', '240h', 'timeout', 864_000_000],
  ['poll-interval', '1s', 'pollInterval', 1000],
  ['expected-bucket-owner', '111122223333', 'expectedBucketOwner', '111122223333'],
  ['kms-key-id', 'alias/releases', 'kmsKeyId', 'alias/releases'],
  ['aws-region', 'eu-west-1', 'awsRegion', 'eu-west-1'],
  ['aws-region', 'us-gov-west-1', 'awsRegion', 'us-gov-west-1'],
  ['aws-region', 'cn-northwest-1', 'awsRegion', 'cn-northwest-1'],
  ['aws-region', 'us-isob-east-1', 'awsRegion', 'us-isob-east-1'],
  ['aws-region', 'eusc-de-east-1', 'awsRegion', 'eusc-de-east-1'],
  ['github-token', 'ghs_x', 'githubToken', 'ghs_x'],
];

for (const [input, text, property, value] of accepted) {
  test(`${input}: ${testName(text)} is accepted`, () => {
    const inputs = read({ ...required, 's3-bucket': 'releases', [input]: text });
    assert.deepEqual(inputs[property], value);
  });
}

const nameRule = '1 to 100 letters, digits and . _ + = , @ -';
const bucketRule = "the bucket's name alone: 3 to 63 lower-case letters, digits, dots and hyphens";
const keyRule = 'an object key of at most 1024 bytes that does not start with /';
const prefixRule = 'a key prefix of at most 512 characters, without the bucket';
const revisionRule =
  's3://bucket/key?versionId=…&eTag=… (in the key, %25 for % and %3F for ?), github://owner/repo@<40-digit sha>, appspec://sha256/<hash>?application=… or d-XXXXXXXXX';
const globRule = 'globs, one per line, relative to path, with forward slashes, without ".." or a leading "!"';
const aroundRule =
  'globs, one per line, relative to path, with forward slashes, with ".." only at the beginning, without a leading "!"';
const pathRule = 'a relative path with forward slashes, without ".."';
const rollbackRule =
  'one or more of DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM, DEPLOYMENT_STOP_ON_REQUEST, one per line; or disabled';
const durationRule = 'a whole number with s, m or h, such as 90s, 30m or 2h, from 1s to 240h';
const regionRule = 'the code of an AWS region, such as eu-west-1';

const refused: [input: string, texts: readonly string[], rule: string][] = [
  ['application-name', ['my app', 'a/b', 'é', 'x'.repeat(101), 'a\n'], nameRule],
  ['deployment-group-name', ['a:b', '##[error]'], nameRule],
  ['deployment-config-name', ['OneAtATime!'], nameRule],
  [
    'revision',
    [
      'latest',
      'd-',
      's3://releases',
      's3://releases/',
      's3://releases/a.zip?etag=1',
      'github://acme/shop@main',
      'https://github.com/acme/shop',
    ],
    revisionRule,
  ],
  ['s3-bucket', ['ab', 'Releases', '-releases'], bucketRule],
  ['s3-prefix', ['x'.repeat(513)], prefixRule],
  ['s3-key', ['/shop.zip', 'a\0b', 'é'.repeat(513)], keyRule],
  ['bundle-type', ['rar', 'tar.gz', 'ZIP', 'toString'], 'zip, tgz, tar'],
  ['source', ['artifact', 'Workspace'], 'commit, workspace'],
  ['archive', ['/srv/shop.zip', '../shop.zip'], pathRule],
  [
    'include',
    ['/srv', '..', '../..', 'a/../b', '../a/..', '!a', '../!a', 'a\\b', '/', '.', '\n \n'],
    aroundRule,
  ],
  ['exclude', ['**\n!keep.md', '../b'], globRule],
  ['path', ['/srv', '..', 'a/../b', 'C:/shop', 'a\\b', 'a\0b'], pathRule],
  ['appspec', ['../appspec.yml', '/appspec.yml'], pathRule],
  ['appspec-check', ['none', 'false', 'Warn'], 'error, warn, off'],
  ['file-exists-behavior', ['overwrite', 'REPLACE'], 'DISALLOW, OVERWRITE, RETAIN'],
  ['ignore-application-stop-failures', ['yes', '1', 'constructor', '__proto__', 'true false'], 'true, false'],
  ['update-outdated-instances-only', ['on'], 'true, false'],
  [
    'auto-rollback',
    ['enabled', 'true', 'DEPLOYMENT_FAILURE,disabled', 'deployment_failure', ','],
    rollbackRule,
  ],
  ['wait-for', ['success', 'Completion'], 'completion, traffic-shift, ready, none'],
  ['timeout', ['60', '0s', '1.5h', '-1m', '90 s', '1d', '241h', '30M', '1h30m', '9999999s'], durationRule],
  ['poll-interval', ['500ms', '0s'], durationRule],
  ['expected-bucket-owner', ['acme', '11112222333'], 'an AWS account id of 12 digits'],
  ['aws-region', ['eu-west-1a', 'Ireland', 'eu_west_1', 'EU-WEST-1'], regionRule],
];

for (const [input, texts, rule] of refused) {
  for (const text of texts) {
    test(`${input}: ${testName(text)} is refused`, () => {
      assert.equal(
        messageFor({ ...required, 's3-bucket': 'releases', [input]: text }),
        `An input is wrong. Nothing was deployed.\n- ${input}: ${JSON.stringify(text)} is not accepted. Accepted: ${rule}.`,
      );
    });
  }
}

const misunderstood: [input: string, text: string, meant: string][] = [
  ['application-name', 'arn:aws:codedeploy:eu-west-1:111122223333:application:shop', 'shop'],
  [
    'deployment-group-name',
    'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/production',
    'production',
  ],
  [
    'deployment-config-name',
    'arn:aws-cn:codedeploy:cn-north-1:111122223333:deploymentconfig:Slowly',
    'Slowly',
  ],
  ['revision', `https://github.com/acme/shop/commit/${sha}`, `github://acme/shop@${sha}`],
  ['revision', `acme/shop@${sha}`, `github://acme/shop@${sha}`],
  ['revision', 'arn:aws:s3:::releases/shop/1.zip', 's3://releases/shop/1.zip'],
  ['revision', 'releases/shop/1.tar.gz', 's3://releases/shop/1.tar.gz'],
  [
    'revision',
    'https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-A1B2C3D4E?region=eu-west-1',
    'd-A1B2C3D4E',
  ],
  ['s3-bucket', 's3://releases', 'releases'],
  ['s3-bucket', 's3://releases/shop/', 'releases, with s3-prefix: shop/'],
  ['s3-bucket', 'releases/shop', 'releases, with s3-prefix: shop'],
  ['s3-bucket', 'arn:aws:s3:::releases', 'releases'],
  ['s3-prefix', 's3://releases/shop', 'shop, with s3-bucket: releases'],
  ['s3-key', 's3://releases/shop/1.zip', 'shop/1.zip, with s3-bucket: releases'],
  ['s3-key', 'arn:aws:s3:::releases', 's3-bucket: releases'],
  ['expected-bucket-owner', '1111-2222-3333', '111122223333'],
];

for (const [input, text, meant] of misunderstood) {
  test(`${input}: ${testName(text)} may mean ${testName(meant)}`, () => {
    const message = messageFor({ ...required, 's3-bucket': 'releases', [input]: text });
    assert.ok(message.includes(`is not accepted. Did you mean ${meant}? Accepted: `), message);
  });
}

test('application-name is required', () => {
  assert.equal(
    messageFor({ 'deployment-group-name': 'production' }),
    `An input is wrong. Nothing was deployed.\n- application-name: is required. Accepted: ${nameRule}.`,
  );
});

const groupRule =
  '- deployment-group-name: is not set. Name the deployment group to deploy to; or set register-only to true, to register the revision and deploy nothing.';

test('without a group, register-only is asked for', () => {
  for (const registerOnly of ['', 'false']) {
    assert.equal(
      messageFor({ 'application-name': 'shop', 'register-only': registerOnly }),
      `An input is wrong. Nothing was deployed.\n${groupRule}`,
    );
  }
  assert.equal(read({ 'application-name': 'shop', 'register-only': 'true' }).deploymentGroupName, undefined);
});

test('register-only counts, whatever else is set', () => {
  assert.equal(read({ ...required, 'register-only': 'true' }).deploymentGroupName, undefined);
});

test('all that is wrong is told at once, in the order of the inputs', () => {
  assert.equal(
    messageFor({ timeout: 'soon', 'wait-for': 'ever', 's3-bucket': 'B', path: '..' }),
    [
      '6 inputs are wrong. Nothing was deployed.',
      `- application-name: is required. Accepted: ${nameRule}.`,
      groupRule,
      `- s3-bucket: "B" is not accepted. Accepted: ${bucketRule}.`,
      `- path: ".." is not accepted. Accepted: ${pathRule}.`,
      '- wait-for: "ever" is not accepted. Accepted: completion, traffic-shift, ready, none.',
      `- timeout: "soon" is not accepted. Accepted: ${durationRule}.`,
    ].join('\n'),
  );
});

const bundleInputs = {
  source: 'workspace',
  archive: 'target/shop.zip',
  's3-prefix': 'releases/',
  's3-key': 'shop.zip',
  'bundle-type': 'tgz',
  path: 'services/shop',
  include: 'dist',
  exclude: 'docs',
  appspec: 'deploy/staging.yml',
  'expected-bucket-owner': '111122223333',
  'kms-key-id': 'alias/releases',
};

test('inputs for a bundle need a bucket; which AppSpec file is meant is a question of the platform', () => {
  const { path: _path, appspec: _appspec, ...onlyForBundles } = bundleInputs;
  const lines = Object.entries(onlyForBundles).map(
    ([input, text]) =>
      `- ${input}: ${JSON.stringify(text)} needs s3-bucket. Without a bucket, instances download the whole commit from GitHub.`,
  );
  assert.equal(
    messageFor({ ...required, ...bundleInputs }),
    ['9 inputs are wrong. Nothing was deployed.', ...lines].join('\n'),
  );
});

const deploymentInputs = {
  'deployment-group-name': 'production',
  'deployment-config-name': 'CodeDeployDefault.OneAtATime',
  'file-exists-behavior': 'RETAIN',
  'ignore-application-stop-failures': 'true',
  'update-outdated-instances-only': 'true',
  'auto-rollback': 'disabled',
  'wait-for': 'none',
  timeout: '5m',
  'poll-interval': '5s',
  'on-cancel': 'leave',
  'on-timeout': 'rollback',
  'if-in-progress': 'fail',
  'allow-older': 'true',
};

const {
  'expected-bucket-owner': _owner,
  source: _source,
  archive: _archive,
  ...packagingInputs
} = bundleInputs;

/** What is given, and what is warned of. */
const pointless: readonly {
  name: string;
  given: Readonly<Record<string, string>>;
  warnings: readonly string[];
}[] = [
  {
    name: 'inputs about a deployment',
    given: { 's3-bucket': 'releases', ...deploymentInputs },
    warnings: [],
  },
  {
    name: 'inputs about a deployment with register-only',
    given: { 'register-only': 'TRUE', ...deploymentInputs },
    warnings: [
      `register-only is true, and nothing is deployed, so these inputs have no effect: ${Object.keys(deploymentInputs).join(', ')}. Leave them out.`,
    ],
  },
  {
    name: 'one input about a deployment with register-only',
    given: { 'register-only': 'true', 'deployment-group-name': '', 'wait-for': 'ready' },
    warnings: [
      'register-only is true, and nothing is deployed, so this input has no effect: wait-for. Leave it out.',
    ],
  },
  {
    name: 'inputs for a bundle beside a revision',
    given: { revision: 'd-A1B2C3D4E', 's3-bucket': 'releases', ...bundleInputs, 'appspec-check': 'warn' },
    warnings: [
      `revision is set, and nothing is packaged, so these inputs have no effect: s3-bucket, source, archive, ${Object.keys(packagingInputs).join(', ')}, appspec-check. Leave them out.`,
    ],
  },
  {
    name: 'a prefix beside a key',
    given: { 's3-bucket': 'releases', 's3-key': 'shop.zip', 's3-prefix': 'shop' },
    warnings: ['s3-key is set, and is the whole key, so this input has no effect: s3-prefix. Leave it out.'],
  },
  {
    name: 'inputs that shape a bundle beside an archive',
    given: {
      's3-bucket': 'releases',
      archive: 'shop.zip',
      source: 'workspace',
      path: 'a',
      include: 'b',
      exclude: 'c',
      appspec: 'd.yml',
      'bundle-type': 'tgz',
    },
    warnings: [
      'archive is set, and is uploaded as it is, so these inputs have no effect: source, bundle-type, path, include, exclude, appspec. Leave them out.',
    ],
  },
  {
    name: 'include in a folder of the workspace',
    given: { 's3-bucket': 'releases', source: 'workspace', include: 'dist\nlib' },
    warnings: [
      'source is workspace, and all files under path are packaged, so this input has no effect: include. Leave it out.',
    ],
  },
  {
    name: 'include around a folder of the workspace',
    given: { 's3-bucket': 'releases', source: 'workspace', path: 'a', include: 'dist\n../lib' },
    warnings: [],
  },
  {
    name: 'inputs that do not exist',
    given: { files: 'secret', 'ssl-verify': 'secret' },
    warnings: [
      'This action has no input of these names, so they have no effect: files, ssl-verify. README.md has a table of the inputs.',
    ],
  },
];

for (const { name, given, warnings } of pointless) {
  test(`${name}: ${warnings.length} warnings`, () => {
    assert.deepEqual(read({ ...required, ...given }).inputWarnings, warnings);
  });
}

const near: [name: string, meant: string][] = [
  ['deployment-group', 'deployment-group-name'],
  ['deployment_group_name', 'deployment-group-name'],
  ['s3_bucket', 's3-bucket'],
  ['s3-buket', 's3-bucket'],
  ['application', 'application-name'],
  ['aws_region', 'aws-region'],
  ['region', 'aws-region'],
  ['bucket', 's3-bucket'],
  ['includes', 'include'],
  ['wait', 'wait-for'],
];

for (const [name, meant] of near) {
  test(`the input ${name}, which does not exist, may mean ${meant}`, () => {
    assert.equal(
      messageFor({ ...required, [name]: 'secret' }),
      `An input is wrong. Nothing was deployed.\n- ${name}: there is no such input. Did you mean ${meant}?`,
    );
  });
}

test('what action.yml has as a default is not taken for set', () => {
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as ActionMetadata;
  const defaults = Object.entries(inputs).map(([name, input]) => [name, input.default ?? ''] as const);
  for (const given of [required, { 'application-name': 'shop', 'register-only': 'true' }]) {
    assert.deepEqual(read({ ...Object.fromEntries(defaults), ...given }).inputWarnings, []);
  }
});

for (const given of [
  { 's3-bucket': 'releases', ...bundleInputs },
  { revision: 'd-A1B2C3D4E', ...bundleInputs },
  { path: '.', appspec: 'appspec.yml' },
]) {
  test(`inputs for a bundle are accepted with ${Object.entries(given)[0]?.join(' ')}`, () => {
    assert.equal(messageFor({ ...required, ...given }), '');
  });
}
