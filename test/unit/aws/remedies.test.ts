import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ErrorCode, LifecycleErrorCode } from '@aws-sdk/client-codedeploy';
import { commonErrorRemedies, namelessFailures } from '../../../src/aws/remedies/common-errors.ts';
import { errorCodeRemedies, readyTimeoutRemedy } from '../../../src/aws/remedies/deployment-errors.ts';
import { exceptionRemedies } from '../../../src/aws/remedies/exceptions.ts';
import {
  agentMessages,
  lifecycleErrorRemedies,
  lifecycleRemedy,
} from '../../../src/aws/remedies/lifecycle-errors.ts';
import { s3Remedies } from '../../../src/s3/remedies.ts';
import { root } from '../../support/documents.ts';
import { testName } from '../../support/test-name.ts';

type Client = 'client-codedeploy' | 'client-s3';

/** The operations of a service that src/ sends, by the SDK's commands that it makes. */
function operationsOf(client: Client): string[] {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, 'src', path), 'utf8'));
  const imports = sources.flatMap((text) => [
    ...text.matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g),
  ]);
  const names = imports.flatMap(([, list = '', from]) => (from === client ? list.split(',') : []));
  const commands = names.flatMap((name) => /^\s*(\w+)Command\s*$/.exec(name)?.[1] ?? []);
  return [...new Set(commands)].sort();
}

/** The exceptions that the SDK's documentation, made from the service's model, lists for an operation. */
function exceptionsOf(client: Client, operation: string): string[] {
  const types = join(
    root,
    'node_modules/@aws-sdk',
    client,
    'dist-types/commands',
    `${operation}Command.d.ts`,
  );
  const listed = [...readFileSync(types, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)];
  return listed.flatMap(([, name = '']) => (isBase(name) ? [] : [name]));
}

/** The class of all of a service's exceptions. */
function isBase(name: string): boolean {
  return name === 'CodeDeployServiceException' || name === 'S3ServiceException';
}

function allExceptions(client: Client, operations: readonly string[]): Set<string> {
  return new Set(operations.flatMap((operation) => exceptionsOf(client, operation)));
}

/** What lib-storage sends for an upload; HeadObject is ours. */
const uploadOperations = [
  ...['PutObject', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'AbortMultipartUpload'],
];

test('every exception of every CodeDeploy operation that is called has a remedy, and no other has', () => {
  const operations = operationsOf('client-codedeploy');
  assert.ok(operations.includes('CreateDeployment') && operations.includes('GetDeployment'));
  assert.ok(exceptionsOf('client-codedeploy', 'CreateDeployment').length > 20);
  const known = allExceptions('client-codedeploy', operations);
  assert.deepEqual(Object.keys(exceptionRemedies).sort(), [...known].sort());
});

test('every exception that S3 lists for what is asked of it has a remedy', () => {
  const known = allExceptions('client-s3', [...uploadOperations, ...operationsOf('client-s3')]);
  assert.ok(known.size > 0);
  for (const name of known) assert.ok(s3Remedies[name], name);
});

test('every code of a deployment’s error and of a lifecycle event that failed has a remedy', () => {
  assert.deepEqual(Object.keys(errorCodeRemedies).sort(), Object.values(ErrorCode).sort());
  assert.deepEqual(
    ['Success', ...Object.keys(lifecycleErrorRemedies)].sort(),
    Object.values(LifecycleErrorCode).sort(),
  );
});

/** CodeDeploy API reference, "Common Errors", and what the service answers besides. */
const commonErrors = [
  ...['AccessDeniedException', 'ExpiredTokenException', 'IncompleteSignature', 'InternalFailure'],
  ...['InvalidClientTokenId', 'InvalidSignatureException', 'MissingAuthenticationTokenException'],
  ...['NotAuthorized', 'OptInRequired', 'RequestExpired', 'RequestLimitExceeded', 'ServiceUnavailable'],
  ...['SignatureDoesNotMatch', 'Throttling', 'TooManyRequestsException', 'UnknownOperationException'],
  ...['UnrecognizedClientException', 'ValidationException'],
];

test('errors that any operation can end with have a remedy', () => {
  assert.deepEqual(Object.keys(commonErrorRemedies), commonErrors);
});

test('every remedy is whole sentences', () => {
  const sentences = [
    ...[exceptionRemedies, commonErrorRemedies, errorCodeRemedies, lifecycleErrorRemedies].flatMap((table) =>
      Object.values(table),
    ),
    ...agentMessages.map(({ remedy }) => remedy),
    ...Object.values(namelessFailures).map(({ remedy }) => remedy),
    readyTimeoutRemedy,
  ];
  // A list of allowed characters may end a sentence, and so may a command.
  for (const sentence of sentences) assert.match(sentence, /^[A-Za-z].*([.]|@ -)$/s);
});

for (const { said, remedy } of agentMessages) {
  test(`the agent says: ${testName(said)}`, () => {
    for (const message of said.split('; ')) {
      const event = { name: 'Install', errorCode: 'UnknownError', message };
      assert.equal(lifecycleRemedy(event), remedy, message);
    }
  });
}
