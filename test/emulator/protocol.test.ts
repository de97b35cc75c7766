import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, setUp, setUpShop } from './emulator-setup.ts';

/** The members of answers that these tests look at. */
interface Answer {
  readonly __type?: string;
  readonly message?: string;
  readonly application?: { readonly createTime?: unknown };
}

/** Posts a request of the protocol AWS JSON 1.1 as curl would: signed for us-east-1, its signature never checked. */
async function post(
  url: string,
  operation: string,
  body: string,
  authorization = signedBy('AKIAIOSFODNN7EXAMPLE'),
) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `CodeDeploy_20141006.${operation}`,
      ...(authorization && { authorization }),
    },
    body,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

function signedBy(accessKeyId: string, region = 'us-east-1'): string {
  const scope = `${accessKeyId}/20260101/${region}/codedeploy/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0000`;
}

test('an answer is JSON 1.1 with a request id, and its times are seconds', async (t) => {
  const { emulator } = await setUpShop(t, []);
  const { status, headers, body } = await post(emulator.url, 'GetApplication', '{"applicationName":"Shop"}');
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/x-amz-json-1.1');
  assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(typeof body.application?.createTime, 'number');
});

const refused: [title: string, operation: string, input: unknown, name: string][] = [
  ['an unknown member', 'GetApplication', { applicationName: 'Shop', name: 'x' }, 'SerializationException'],
  [
    'an unknown member below the top',
    'CreateDeployment',
    { applicationName: 'Shop', revision: { s3location: {} } },
    'SerializationException',
  ],
  ['a number for a string', 'GetApplication', { applicationName: 7 }, 'SerializationException'],
  ['a string for a list', 'BatchGetDeployments', { deploymentIds: 'd-1' }, 'SerializationException'],
  [
    'a text for a time',
    'ListDeployments',
    { createTimeRange: { start: '2026-01-01' } },
    'SerializationException',
  ],
  ['a missing member', 'GetApplication', {}, 'ApplicationNameRequiredException'],
  ['an empty member', 'GetApplication', { applicationName: '' }, 'ApplicationNameRequiredException'],
  ['a missing id', 'GetDeployment', {}, 'DeploymentIdRequiredException'],
  ['an empty list of ids', 'BatchGetDeployments', { deploymentIds: [] }, 'DeploymentIdRequiredException'],
  ['26 ids', 'BatchGetDeployments', { deploymentIds: Array(26).fill('d-1') }, 'BatchLimitExceededException'],
  ['a malformed id', 'GetDeployment', { deploymentId: 'x' }, 'InvalidDeploymentIdException'],
  ['an unknown id', 'GetDeployment', { deploymentId: 'd-ABCDEFGHI' }, 'DeploymentDoesNotExistException'],
  [
    'a name with a space',
    'CreateApplication',
    { applicationName: 'my shop' },
    'InvalidApplicationNameException',
  ],
  [
    'a long name',
    'CreateApplication',
    { applicationName: 'x'.repeat(101) },
    'InvalidApplicationNameException',
  ],
  [
    'an unknown application',
    'GetApplication',
    { applicationName: 'Shed' },
    'ApplicationDoesNotExistException',
  ],
  ['a taken name', 'CreateApplication', { applicationName: 'Shop' }, 'ApplicationAlreadyExistsException'],
  [
    'an unknown value',
    'CreateApplication',
    { applicationName: 'New', computePlatform: 'EC2' },
    'InvalidComputePlatformException',
  ],
  ['no group', 'CreateDeployment', { applicationName: 'Shop' }, 'DeploymentGroupNameRequiredException'],
  ...deploymentRefusals(),
  ['a forged token', 'ListApplications', { nextToken: 'x' }, 'InvalidNextTokenException'],
  ['an operation of no service', 'CreateCastle', {}, 'UnknownOperationException'],
  [
    'an operation that is not emulated',
    'ListTagsForResource',
    { ResourceArn: 'x' },
    'UnknownOperationException',
  ],
];

function deploymentRefusals(): typeof refused {
  const group = { applicationName: 'Shop', deploymentGroupName: 'Production' };
  const s3Location = { bucket: 'b', key: 'k', bundleType: 'zip' };
  const revision = { revisionType: 'S3', s3Location };
  const gitHub = (repository: string, commitId: string) => ({
    revision: { revisionType: 'GitHub', gitHubLocation: { repository, commitId } },
  });
  const rows: [title: string, input: object, name: string][] = [
    [
      'an unknown group',
      { deploymentGroupName: 'Nightly', revision },
      'DeploymentGroupDoesNotExistException',
    ],
    ['no revision', {}, 'RevisionRequiredException'],
    ['a revision without a type', { revision: { s3Location } }, 'InvalidRevisionException'],
    [
      'an unknown bundle type',
      { revision: { revisionType: 'S3', s3Location: { ...s3Location, bundleType: 'tar.gz' } } },
      'InvalidRevisionException',
    ],
    [
      'a bundle type of Lambda',
      { revision: { revisionType: 'S3', s3Location: { ...s3Location, bundleType: 'YAML' } } },
      'InvalidRevisionException',
    ],
    ['an abbreviated commit', gitHub('owner/repo', 'abc1234'), 'InvalidRevisionException'],
    ['a repository without an owner', gitHub('repo', 'a'.repeat(40)), 'InvalidRevisionException'],
    [
      'an unknown configuration',
      { revision, deploymentConfigName: 'Nightly' },
      'DeploymentConfigDoesNotExistException',
    ],
    [
      'a configuration of Lambda',
      { revision, deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
      'InvalidDeploymentConfigNameException',
    ],
    ['a long description', { revision, description: 'x'.repeat(257) }, 'DescriptionTooLongException'],
    ['an unknown behaviour', { revision, fileExistsBehavior: 'MERGE' }, 'InvalidFileExistsBehaviorException'],
    [
      'rollback on no event',
      { revision, autoRollbackConfiguration: { enabled: true } },
      'InvalidAutoRollbackConfigException',
    ],
    [
      'rollback on an unknown event',
      { revision, autoRollbackConfiguration: { enabled: true, events: ['RAIN'] } },
      'InvalidAutoRollbackConfigException',
    ],
    [
      'target instances in place',
      { revision, targetInstances: { autoScalingGroups: ['a'] } },
      'InvalidTargetInstancesException',
    ],
    [
      'alarms without a name',
      { revision, overrideAlarmConfiguration: { enabled: true } },
      'InvalidAlarmConfigException',
    ],
  ];
  return rows.map(([title, input, name]) => [title, 'CreateDeployment', { ...group, ...input }, name]);
}

for (const [title, operation, input, name] of refused) {
  test(`${operation} refuses ${title}`, async (t) => {
    const { emulator } = await setUpShop(t, []);
    const { status, body } = await post(emulator.url, operation, JSON.stringify(input));
    assert.equal(status, 400);
    assert.equal(body.__type, name);
    assert.ok(body.message);
  });
}

test('a body that is no JSON is refused, and recorded as it came', async (t) => {
  const { emulator } = await setUp(t);
  const { body } = await post(emulator.url, 'ListApplications', '{');
  assert.equal(body.__type, 'SerializationException');
  assert.equal(emulator.requests.at(-1)?.body, '{');
});

test('every region has its own applications', async (t) => {
  const { emulator } = await setUpShop(t, []);
  const elsewhere = clientOf(emulator, { region: 'eu-west-1' });
  t.after(() => elsewhere.destroy());
  await assert.rejects(elsewhere.getApplication({ applicationName: 'Shop' }), {
    name: 'ApplicationDoesNotExistException',
    message: 'No application found for name: Shop',
  });
  assert.equal(emulator.requests.at(-1)?.region, 'eu-west-1');
});

test('credentials that are missing, unknown or expired', async (t) => {
  const { emulator } = await setUp(t);
  emulator.credentials.register('AKIAEXPIRED', 'expired');
  emulator.credentials.register('AKIAOTHER', 'valid');
  const nameFor = async (authorization: string) =>
    (await post(emulator.url, 'ListApplications', '{}', authorization)).body.__type;
  assert.equal(await nameFor(''), 'MissingAuthenticationTokenException');
  assert.equal(await nameFor(signedBy('AKIAUNKNOWN')), 'UnrecognizedClientException');
  assert.equal(await nameFor(signedBy('AKIAEXPIRED')), 'ExpiredTokenException');
  assert.equal(await nameFor(signedBy('AKIAOTHER')), undefined);
});
