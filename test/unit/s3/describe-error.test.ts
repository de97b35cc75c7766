import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeS3Error } from '../../../src/s3/describe-error.ts';
import type { S3Request } from '../../../src/s3/remedies.ts';

const upload: S3Request = {
  action: 's3:PutObject',
  bucket: 'bundles',
  key: 'shop/x.zip',
  region: 'eu-west-1',
};
const read: S3Request = { ...upload, action: 's3:GetObject' };

interface Thrown {
  readonly name: string;
  readonly message?: string;
  readonly status?: number;
  readonly code?: string;
  readonly headers?: Record<string, string>;
}

function thrown({ name, message = 'said S3', status, code, headers }: Thrown): Error {
  return Object.assign(new Error(message), {
    name,
    ...(status && { $metadata: { httpStatusCode: status, requestId: 'REQ1' }, $response: { headers } }),
    ...(code && { code }),
  });
}

const rows: readonly (Thrown & { readonly request?: Partial<S3Request>; readonly says: RegExp })[] = [
  {
    name: 'NoSuchBucket',
    status: 404,
    says: /upload to s3:\/\/bundles\/shop\/x\.zip failed\. The bucket bundles does not exist.*s3-bucket/,
  },
  { name: 'NoSuchUpload', status: 404, says: /aborted the upload/ },
  { name: 'InvalidBucketName', status: 400, says: /not the name of a bucket/ },
  {
    name: 'PermanentRedirect',
    status: 301,
    headers: { 'x-amz-bucket-region': 'us-east-2' },
    says: /bundles is in us-east-2, not in eu-west-1.*set aws-region/,
  },
  { name: 'PermanentRedirect', status: 301, says: /bundles is in another region/ },
  {
    name: 'AuthorizationHeaderMalformed',
    message: "the region 'eu-west-1' is wrong; expecting 'us-east-1'",
    status: 400,
    says: /is in us-east-1/,
  },
  { name: 'TemporaryRedirect', status: 307, says: /created only a moment ago/ },
  {
    name: 'Unknown',
    message: 'UnknownError',
    status: 301,
    headers: { 'x-amz-bucket-region': 'us-east-2' },
    request: read,
    says: /could not be read\. .*us-east-2.*\(S3 gave no reason, status 301, request REQ1\)/,
  },
  {
    name: 'Unknown',
    message: 'UnknownError',
    status: 400,
    request: read,
    says: /credentials may have expired/,
  },
  {
    name: 'Unknown',
    message: 'UnknownError',
    status: 400,
    headers: { 'x-amz-bucket-region': 'us-east-2' },
    request: read,
    says: /is in us-east-2/,
  },
  {
    name: 'Unknown',
    message: 'UnknownError',
    status: 400,
    headers: { 'x-amz-bucket-region': 'eu-west-1' },
    request: read,
    says: /credentials may have expired/,
  },
  {
    name: 'Forbidden',
    message: 'UnknownError',
    status: 403,
    request: read,
    says: /needs s3:GetObject on arn:aws:s3:::bundles\/shop\/\*, .* Without s3:ListBucket on arn:aws:s3:::bundles, S3 gives the same answer for an object that does not exist\./,
  },
  {
    name: 'AccessDenied',
    status: 403,
    says: /needs s3:PutObject on arn:aws:s3:::bundles\/shop\/\*, .*\(AccessDenied: said S3, status 403, request REQ1\)/,
  },
  { name: 'AccessDenied', status: 403, request: { region: 'cn-north-1' }, says: /arn:aws-cn:s3:::bundles/ },
  {
    name: 'AccessDenied',
    status: 403,
    request: { region: 'us-gov-west-1' },
    says: /arn:aws-us-gov:s3:::bundles/,
  },
  {
    name: 'AccessDenied',
    status: 403,
    request: { region: 'eusc-de-east-1' },
    says: /arn:aws-eusc:s3:::bundles/,
  },
  {
    name: 'AccessDenied',
    status: 403,
    request: { kmsKeyId: 'alias/k' },
    says: /needs kms:GenerateDataKey and kms:Decrypt on alias\/k/,
  },
  {
    name: 'AccessDenied',
    status: 403,
    request: { expectedBucketOwner: '111122223333' },
    says: /111122223333 \(expected-bucket-owner\) does not own/,
  },
  {
    name: 'AccessDenied',
    message:
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:1:key/2 because',
    status: 403,
    says: /The role needs kms:GenerateDataKey on arn:aws:kms:eu-west-1:1:key\/2\./,
  },
  {
    name: 'AccessDenied',
    message:
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource-based policy',
    status: 403,
    says: /Access was denied\. A policy, for example that of the bucket, denies s3:PutObject explicitly: no permission of the role helps\. \(/,
  },
  { name: 'AccountProblem', status: 403, says: /AWS Support/ },
  {
    name: 'InvalidAccessKeyId',
    status: 403,
    says: /does not know the access key.*configure-aws-credentials/,
  },
  { name: 'InvalidToken', status: 400, says: /session token is not valid/ },
  { name: 'InvalidSecurity', status: 403, says: /credentials are not valid/ },
  { name: 'SignatureDoesNotMatch', status: 403, says: /secret access key does not belong/ },
  { name: 'ExpiredToken', status: 400, says: /have expired.*role-duration-seconds/ },
  { name: 'TokenRefreshRequired', status: 400, says: /have expired/ },
  { name: 'RequestTimeTooSkewed', status: 403, says: /clock of the runner/ },
  { name: 'SlowDown', status: 503, says: /overloaded.*Run the job again/ },
  { name: 'SomethingNew', status: 500, says: /overloaded.*SomethingNew: said S3/ },
  { name: 'RequestTimeout', status: 400, says: /too slow/ },
  { name: 'BadDigest', status: 400, says: /changes requests/ },
  { name: 'EntityTooLarge', status: 400, says: /too large for S3/ },
  { name: 'Unknown', message: 'UnknownError', status: 413, says: /too large for S3/ },
  { name: 'PreconditionFailed', status: 412, says: /does not allow shop\/x\.zip to be overwritten/ },
  {
    name: 'KMS.NotFoundException',
    status: 400,
    request: { kmsKeyId: 'k' },
    says: /KMS key k does not exist/,
  },
  { name: 'KMS.DisabledException', status: 400, says: /KMS key of the bucket is disabled/ },
  { name: 'KMS.KMSInvalidStateException', status: 400, says: /cannot be used/ },
  { name: 'KMS.InvalidKeyUsageException', status: 400, says: /not for encryption/ },
  {
    name: 'Unknown',
    message: 'UnknownError',
    status: 404,
    request: read,
    says: /does not exist\. Check the bucket and the key/,
  },
  {
    name: 'QuotaExceeded',
    message: 'new\n::error::limit',
    status: 400,
    says: /failed\. \(QuotaExceeded: new ::error::limit, status 400, request REQ1\)/,
  },
  { name: 'constructor', status: 400, says: /failed\. \(constructor: said S3, status 400/ },
  { name: 'Error', code: 'ENOTFOUND', says: /S3 in eu-west-1 could not be reached/ },
  {
    name: 'Error',
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    says: /certificate of the server that answered for S3 in eu-west-1 is not trusted\..*NODE_EXTRA_CA_CERTS/,
  },
  { name: 'Error', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', says: /certificate .* is not trusted/ },
  { name: 'TimeoutError', says: /S3 in eu-west-1 could not be reached/ },
];

for (const { request, says, ...error } of rows) {
  test(`${error.name} ${error.status ?? error.code ?? ''} says ${says.source.slice(0, 60)}`, () => {
    const text = describeS3Error(thrown(error), { ...upload, ...request });
    assert.match(text ?? '', says);
    assert.ok(!text?.includes('\n'));
  });
}

test('what is not from S3 is not explained', () => {
  for (const error of [new TypeError('x is not a function'), 'text', undefined]) {
    assert.equal(describeS3Error(error, upload), undefined);
  }
});
