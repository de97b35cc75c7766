import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInputs } from '../../../src/actions/inputs.ts';
import { deploymentRequest, describe } from '../../../src/deployment/request.ts';
import { testName } from '../../support/test-name.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const revision = { type: 'GitHub', repository: 'acme/shop', commitId: sha } as const;

const minimal = {
  applicationName: 'shop',
  deploymentGroupName: 'production',
  revision: { revisionType: 'GitHub', gitHubLocation: { repository: 'acme/shop', commitId: sha } },
  description: 'words',
};

for (const [input, text, sent] of [
  ['path', '', {}],
  ['deployment-config-name', 'Mine', { deploymentConfigName: 'Mine' }],
  ['ignore-application-stop-failures', 'true', { ignoreApplicationStopFailures: true }],
  ['ignore-application-stop-failures', 'false', {}],
  ['update-outdated-instances-only', 'true', { updateOutdatedInstancesOnly: true }],
  ['update-outdated-instances-only', 'false', {}],
  ['file-exists-behavior', 'DISALLOW', { fileExistsBehavior: 'DISALLOW' }],
  ['file-exists-behavior', 'RETAIN', { fileExistsBehavior: 'RETAIN' }],
  ['auto-rollback', 'disabled', { autoRollbackConfiguration: { enabled: false } }],
  [
    'auto-rollback',
    'DEPLOYMENT_STOP_ON_ALARM\nDEPLOYMENT_FAILURE',
    {
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
    },
  ],
] as const) {
  test(`CreateDeployment gets only what is set: ${input} ${testName(text)}`, () => {
    const given: Record<string, string> = {
      'application-name': 'shop',
      'deployment-group-name': 'production',
      [input]: text,
    };
    const inputs = readInputs((name) => given[name] ?? '');
    assert.deepEqual(deploymentRequest(inputs, { revision, description: 'words' }), { ...minimal, ...sent });
  });
}

test('a bundle is sent with what pins it', () => {
  const set: Readonly<Record<string, string>> = {
    'application-name': 'shop',
    'deployment-group-name': 'production',
  };
  const inputs = readInputs((name) => set[name] ?? '');
  const bundle = {
    type: 'S3',
    bucket: 'releases',
    key: 'shop/1.tgz',
    bundleType: 'tgz',
    eTag: 'abc',
  } as const;
  assert.deepEqual(deploymentRequest(inputs, { revision: bundle, description: '' }), {
    applicationName: 'shop',
    deploymentGroupName: 'production',
    revision: {
      revisionType: 'S3',
      s3Location: { bucket: 'releases', key: 'shop/1.tgz', bundleType: 'tgz', eTag: 'abc' },
    },
    description: '',
  });
});

const marker = '[run 42/3]';

for (const [words, description] of [
  ['Release 7', 'Release 7 [run 42/3]'],
  ['x'.repeat(245), `${'x'.repeat(245)} [run 42/3]`],
  ['x'.repeat(246), `${'x'.repeat(244)}… [run 42/3]`],
  [`${'x'.repeat(243)}👍👍`, `${'x'.repeat(243)}… [run 42/3]`],
] as const) {
  test(`description: ${testName(words, 20)} of ${words.length} characters`, () => {
    const described = describe(words, marker);
    assert.equal(described, description);
    assert.ok(described.length <= 256);
    assert.ok(described.isWellFormed());
  });
}
