import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CodeDeployClient,
  GetApplicationCommand,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { isDenied, isNotStarted, isTransient } from '../../../src/aws/error-kinds.ts';
import { explain, permissionAdvice } from '../../../src/aws/explain.ts';
import { rememberSent } from '../../../src/aws/needed-permission.ts';
import { ActionError } from '../../../src/control/errors.ts';
import { type Answer, codeDeployServer } from '../../support/codedeploy-server.ts';
import { testName } from '../../support/test-name.ts';

const asker = 'User: arn:aws:sts::111122223333:assumed-role/deploy/gha';
const application = 'arn:aws:codedeploy:eu-west-1:111122223333:application:shop';

const answers: { what: string; answer: Answer; text: string | RegExp; transient?: true }[] = [
  {
    what: 'an unknown application',
    answer: { error: 'ApplicationDoesNotExistException', message: 'No application found for name: shop' },
    text: 'ApplicationDoesNotExistException: No application found for name: shop. Check application-name (names are case-sensitive), aws-region and the account that the role belongs to. (region eu-west-1, request r-1)',
  },
  {
    what: 'an unknown deployment group',
    answer: { error: 'DeploymentGroupDoesNotExistException', message: 'No Deployment Group found' },
    text: /^DeploymentGroupDoesNotExistException: No Deployment Group found\. Check deployment-group-name /,
  },
  {
    what: 'an error with its namespace',
    answer: { error: 'com.amazonaws.codedeploy#DeploymentConfigDoesNotExistException', message: 'No.' },
    text: /^DeploymentConfigDoesNotExistException: No\. Check deployment-config-name\./,
  },
  {
    what: 'a denied action on an application',
    answer: {
      error: 'AccessDeniedException',
      message: `${asker} is not authorized to perform: codedeploy:RegisterApplicationRevision on resource: ${application} because no identity-based policy allows the codedeploy:RegisterApplicationRevision action`,
    },
    text: `AccessDeniedException: ${asker} is not authorized to perform: codedeploy:RegisterApplicationRevision on resource: ${application} because no identity-based policy allows the codedeploy:RegisterApplicationRevision action. The role of this job lacks a permission. Add to the policy of the role, if the application shop in eu-west-1 is the one you mean: {"Effect":"Allow","Action":"codedeploy:RegisterApplicationRevision","Resource":"${application}"} (region eu-west-1, request r-1)`,
  },
  ...[
    'BatchGetDeploymentTargets',
    'ContinueDeployment',
    'GetDeploymentTarget',
    'ListDeploymentTargets',
    'StopDeployment',
  ].map((action) => ({
    what: `${action} denied, which takes no resource`,
    answer: {
      error: 'AccessDeniedException',
      message: `${asker} is not authorized to perform: codedeploy:${action} on resource: arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/production`,
    },
    text: new RegExp(`\\{"Effect":"Allow","Action":"codedeploy:${action}","Resource":"\\*"\\}`),
  })),
  ...[
    ['session policy', 'the session policy (inline-session-policy'],
    ['service control policy', 'the service control policy of the organization: {'],
    ['permissions boundary', 'the permissions boundary of the role: {'],
    ['VPC endpoint policy', 'the policy of the VPC endpoint: {'],
    ['resource-based policy', 'the policy of the role: {'],
  ].map(([policy, place]) => ({
    what: `a denial for want of a ${policy}`,
    answer: {
      error: 'AccessDeniedException',
      message: `${asker} is not authorized to perform: codedeploy:GetDeployment because no ${policy} allows the codedeploy:GetDeployment action`,
    },
    text: new RegExp(`Add to ${RegExp.escape(place ?? '')}`),
  })),
  {
    what: 'an explicit denial',
    answer: {
      error: 'AccessDeniedException',
      message: `${asker} is not authorized to perform: codedeploy:CreateDeployment on resource: ${application} with an explicit deny in a service control policy`,
    },
    text: /lacks a permission\. A policy denies it explicitly, so adding a permission to the role does not help\. \(/,
  },
  {
    what: 'a denial without an action',
    answer: { error: 'AccessDeniedException' },
    text: /^AccessDeniedException: \S.*\. The role of this job lacks a permission\. \(/,
  },
  {
    what: 'an expired session',
    answer: {
      error: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    },
    text: /^ExpiredTokenException: The security token included in the request is expired\. The AWS session has expired\. Raise role-duration-seconds/,
  },
  {
    what: 'unknown credentials',
    answer: {
      error: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    },
    text: /invalid\. AWS does not know the access key\./,
  },
  {
    what: 'another active deployment',
    answer: {
      error: 'DeploymentLimitExceededException',
      message: "The Deployment Group 'production' already has an active Deployment 'd-A1B2C3D4E'",
    },
    text: /'d-A1B2C3D4E'\. Another deployment of this group is still running/,
  },
  {
    what: 'throttling',
    answer: { error: 'ThrottlingException', message: 'Rate exceeded' },
    text: /^ThrottlingException: Rate exceeded\. The account makes too many CodeDeploy requests at once\./,
    transient: true,
  },
  {
    what: 'too many requests, without a name',
    answer: { status: 429, text: '{}' },
    text: /AWS had an internal error\. Run the job again\. \(region eu-west-1, HTTP 429/,
    transient: true,
  },
  {
    what: 'a fault of the service',
    answer: { error: 'InternalFailure', status: 500 },
    text: /^InternalFailure: .* AWS had an internal error\. Run the job again\. \(region eu-west-1, HTTP 500, request r-1\)$/,
    transient: true,
  },
  {
    what: 'a fault without a body',
    answer: { status: 503, text: '' },
    text: /AWS had an internal error\. Run the job again\. \(region eu-west-1, HTTP 503/,
    transient: true,
  },
  ...[503, 403, 200].map((status) => ({
    what: `a page of HTML with status ${status}`,
    answer: { status, text: '<html><body>::error::Proxy</body></html>' },
    text: new RegExp(
      `^Something other than AWS answered the request\\. Check the proxy between the runner and AWS\\. \\(region eu-west-1, HTTP ${status}, request r-1\\)$`,
    ),
    transient: true as const,
  })),
  ...Object.entries({
    'an answer without a body': 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n',
    'a redirection': 'HTTP/1.1 302 Found\r\nlocation: http://portal.example\r\ncontent-length: 0\r\n\r\n',
    'JSON of its own': 'HTTP/1.1 403 Forbidden\r\ncontent-length: 23\r\n\r\n{"message":"Forbidden"}',
    'no HTTP': 'SSH-2.0-OpenSSH_9.9\r\n\r\n',
  }).map(([what, bytes]) => ({
    what: `a proxy that sends ${what}`,
    answer: { bytes },
    text: /^Something other than AWS answered the request\. Check the proxy between the runner and AWS\. \(region eu-west-1/,
    transient: true as const,
  })),
  {
    what: 'an exception that nobody knows',
    answer: { error: 'BrandNewException', message: '##[error]no\n::error::never' },
    text: 'BrandNewException: ## [error]no ::error::never. (region eu-west-1, request r-1)',
  },
  {
    what: 'an exception with the name of a property of all objects',
    answer: { error: 'constructor', message: 'no' },
    text: 'constructor: no. (region eu-west-1, request r-1)',
  },
  {
    what: 'a cut connection',
    answer: 'cut',
    text: 'TimeoutError: socket hang up. AWS could not be reached. Check the network of the runner. (region eu-west-1)',
    transient: true,
  },
];

for (const { what, answer, text, transient = false } of answers) {
  test(`explain: ${what}`, async (t) => {
    const { codedeploy } = await codeDeployServer(t, () => answer);
    const error = await failureOf(codedeploy);
    const explained = explain(error, { region: 'eu-west-1' }) ?? '';
    if (typeof text === 'string') assert.equal(explained, text);
    else assert.match(explained, text);
    assert.equal(isTransient(error), transient);
    assert.equal(isDenied(error), error.name === 'AccessDeniedException');
  });
}

async function failureOf(codedeploy: CodeDeployClient): Promise<Error> {
  try {
    await codedeploy.send(new GetDeploymentCommand({ deploymentId: 'd-A1B2C3D4E' }));
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('GetDeployment did not fail.');
}

test('explain: nothing listens', async () => {
  const codedeploy = new CodeDeployClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const error = await failureOf(codedeploy);
  assert.equal(
    explain(error, { region: 'eu-west-1' }),
    'Error: connect ECONNREFUSED 127.0.0.1:9. AWS could not be reached. Check the network of the runner. (region eu-west-1)',
  );
  assert.equal(isTransient(error), true);
});

/** An error as the SDK throws it. */
function sdkError(message: string, properties: object): Error {
  return Object.assign(new Error(message), { $metadata: { attempts: 1 } }, properties);
}

for (const [what, error, text] of [
  [
    'a region that does not exist',
    sdkError('getaddrinfo ENOTFOUND codedeploy.eu-west-9.amazonaws.com', { code: 'ENOTFOUND' }),
    'Error: getaddrinfo ENOTFOUND codedeploy.eu-west-9.amazonaws.com. Check aws-region, and the network of the runner. (region eu-west-9)',
  ],
  [
    'a certificate of a proxy',
    sdkError('self-signed certificate in certificate chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    'Error: self-signed certificate in certificate chain. AWS could not be reached. Check the network of the runner. (region eu-west-9)',
  ],
  [
    'an error without a message',
    sdkError('', {}),
    'Error: no message. AWS could not be reached. Check the network of the runner. (region eu-west-9)',
  ],
  [
    'no credentials',
    Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    }),
    'There are no AWS credentials (Could not load credentials from any providers). Run aws-actions/configure-aws-credentials in a step before this one; with OIDC the job needs `permissions: id-token: write`.',
  ],
  ['what a user can act on', new ActionError('a\nb'), 'a\nb'],
  ['a bug', new TypeError("Cannot read properties of undefined (reading 'id')"), undefined],
  ['a bug in parsing', new SyntaxError('Unexpected token'), undefined],
  ['a failure of something else', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), undefined],
  ['something that is no error', 'text', undefined],
  ['nothing', undefined, undefined],
] as const) {
  test(`explain: ${what}`, () => assert.equal(explain(error, { region: 'eu-west-9' }), text));
}

test('explain: the region may not be known', () => {
  assert.equal(
    explain(sdkError('no', { name: 'RevisionRequiredException' }), { region: undefined }),
    'RevisionRequiredException: no. The action sent no revision. This is a bug in the action; please report it.',
  );
});

for (const [message, advice] of [
  ['', ''],
  ['Rate exceeded', ''],
  [
    'User: x is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::releases/shop/a.zip" because',
    'Add to the policy of the role: {"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::releases/shop/a.zip"}',
  ],
  [
    'User: x is not authorized to perform: codedeploy:GetDeployment',
    'Add to the policy of the role: {"Effect":"Allow","Action":"codedeploy:GetDeployment","Resource":"*"}',
  ],
  [
    'User: x is not authorized to perform: codedeploy:CreateDeployment on resource: arn:aws-cn:codedeploy:cn-north-1:1:deploymentgroup:shop/stagin',
    'Add to the policy of the role, if the deployment group shop/stagin in cn-north-1 is the one you mean: {"Effect":"Allow","Action":"codedeploy:CreateDeployment","Resource":"arn:aws-cn:codedeploy:cn-north-1:1:deploymentgroup:shop/stagin"}',
  ],
] as const) {
  test(`permission: ${testName(message)}`, () => assert.equal(permissionAdvice(new Error(message)), advice));
}

test('DeploymentNotStartedException is told from other errors, and no error from errors', () => {
  assert.equal(isNotStarted(Object.assign(new Error(), { name: 'DeploymentNotStartedException' })), true);
  assert.equal(isNotStarted(new Error('DeploymentNotStartedException')), false);
  assert.equal(isTransient('ThrottlingException'), false);
  assert.equal(isDenied(undefined), false);
});

const shop = { applicationName: 'shop' };
const arn = 'arn:aws:codedeploy:eu-west-1:*';
for (const [command, action, resource, condition] of [
  [new GetDeploymentCommand({ deploymentId: 'd-A1B2C3D4E' }), 'GetDeployment', '*', ''],
  [new ListDeploymentTargetsCommand({ deploymentId: 'd-A1B2C3D4E' }), 'ListDeploymentTargets', '*', ''],
  [
    new GetApplicationCommand(shop),
    'GetApplication',
    `${arn}:application:shop`,
    ', if the application shop in eu-west-1 is the one you mean',
  ],
  [
    new GetDeploymentGroupCommand({ ...shop, deploymentGroupName: 'production' }),
    'GetDeploymentGroup',
    `${arn}:deploymentgroup:shop/production`,
    ', if the deployment group shop/production in eu-west-1 is the one you mean',
  ],
  [
    new GetDeploymentConfigCommand({ deploymentConfigName: 'Half' }),
    'GetDeploymentConfig',
    `${arn}:deploymentconfig:Half`,
    '',
  ],
] as const) {
  test(`the permission for ${action}, when the service does not name it`, async (t) => {
    const { codedeploy } = await codeDeployServer(t, () => ({ error: 'AccessDeniedException' }));
    const send = codedeploy.send.bind(rememberSent(codedeploy)) as (sent: typeof command) => Promise<unknown>;
    const denial = await send(command).catch((error: unknown) => error);
    const statement = { Effect: 'Allow', Action: `codedeploy:${action}`, Resource: resource };
    assert.equal(
      permissionAdvice(denial),
      `Add to the policy of the role${condition}: ${JSON.stringify(statement)}`,
    );
  });
}

test('what the service names goes before what was sent', async (t) => {
  const message = `${asker} is not authorized to perform: codedeploy:GetDeployment`;
  for (const [named, resource] of [
    ['', `${arn}:deploymentgroup:shop/production`],
    [' on resource: arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/other', undefined],
  ] as const) {
    const answer = { error: 'AccessDeniedException', message: `${message}Group${named}` };
    const { codedeploy } = await codeDeployServer(t, () => answer);
    const group = { ...shop, deploymentGroupName: 'production' };
    const denial = await rememberSent(codedeploy)
      .send(new GetDeploymentGroupCommand(group))
      .catch((error: unknown) => error);
    const statement = {
      Effect: 'Allow',
      Action: 'codedeploy:GetDeploymentGroup',
      Resource: resource ?? named.replace(' on resource: ', ''),
    };
    assert.ok(permissionAdvice(denial).endsWith(`: ${JSON.stringify(statement)}`));
  }
});
