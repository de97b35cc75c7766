import { partition } from '../aws/needed-permission.ts';
import { singleLine } from '../text/escape.ts';

/** A request to S3. */
export interface S3Request {
  readonly action: 's3:PutObject' | 's3:GetObject' | 's3:GetObjectVersion';
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly expectedBucketOwner?: string | undefined;
  readonly kmsKeyId?: string | undefined;
}

/** The parts of an SDK error that hold S3's answer. */
export interface S3Error extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** Builds the sentences from the request, because they name parts of it. */
export type S3Remedy = (request: S3Request, error: S3Error) => string;

/** By S3's error codes (S3 API reference, "Error responses"). */
export const s3Remedies: Readonly<Record<string, S3Remedy>> = {
  NoSuchBucket: ({ bucket, region }) =>
    `The bucket ${bucket} does not exist. Check s3-bucket; the bucket must be in ${region}, the region of the instances.`,
  NoSuchKey: missing,
  NotFound: missing,
  InvalidObjectState: ({ bucket, key }) =>
    `s3://${bucket}/${singleLine(key)} is archived, so it cannot be downloaded. Restore it, or check the lifecycle rules of ${bucket}.`,
  NoSuchUpload: ({ bucket }) =>
    `A lifecycle rule or another client of ${bucket} aborted the upload. Run the job again.`,
  InvalidBucketName: ({ bucket }) => `${bucket} is not the name of a bucket. Check s3-bucket.`,
  PermanentRedirect: otherRegion,
  TemporaryRedirect: ({ bucket }) =>
    `The bucket ${bucket} was created only a moment ago. Run the job again in a few minutes.`,
  AuthorizationHeaderMalformed: otherRegion,
  IllegalLocationConstraintException: otherRegion,
  AccessDenied: denied,
  AllAccessDisabled: denied,
  AccountProblem: () =>
    'AWS has a problem with the account that owns the bucket. Its owner has to contact AWS Support.',
  InvalidAccessKeyId: () => invalidCredentials('AWS does not know the access key'),
  InvalidToken: () => invalidCredentials('The session token is not valid'),
  InvalidSecurity: () => invalidCredentials('The credentials are not valid'),
  SignatureDoesNotMatch: () => invalidCredentials('The secret access key does not belong to the access key'),
  ExpiredToken: () =>
    'The AWS credentials have expired. Move aws-actions/configure-aws-credentials right before this step, or raise its role-duration-seconds.',
  TokenRefreshRequired: () =>
    'The AWS credentials have expired. Move aws-actions/configure-aws-credentials right before this step.',
  RequestTimeTooSkewed: () => 'The clock of the runner is off by more than 15 minutes. Correct it.',
  SlowDown: overloaded,
  ServiceUnavailable: overloaded,
  InternalError: overloaded,
  RequestTimeout: () => 'The connection to S3 was too slow or broke. Run the job again.',
  BadDigest: corrupted,
  EncryptionTypeMismatch: misused,
  InvalidDigest: corrupted,
  InvalidRequest: misused,
  InvalidWriteOffset: misused,
  XAmzContentSHA256Mismatch: corrupted,
  XAmzContentChecksumMismatch: corrupted,
  EntityTooLarge: tooLarge,
  TooManyParts: tooLarge,
  PreconditionFailed: ({ bucket, key }) =>
    `The bucket ${bucket} does not allow ${singleLine(key)} to be overwritten. Set another s3-key, or remove s3-key.`,
  'KMS.NotFoundException': ({ kmsKeyId }) =>
    `The KMS key ${kmsKeyId ?? 'of the bucket'} does not exist in the region of the bucket. Check kms-key-id; for a key of another account, give its ARN.`,
  'KMS.DisabledException': ({ kmsKeyId }) =>
    `The KMS key ${kmsKeyId ?? 'of the bucket'} is disabled. Enable it.`,
  'KMS.KMSInvalidStateException': ({ kmsKeyId }) =>
    `The KMS key ${kmsKeyId ?? 'of the bucket'} cannot be used: it is disabled, or about to be deleted. Restore it or set another kms-key-id.`,
  'KMS.InvalidKeyUsageException': ({ kmsKeyId }) =>
    `The KMS key ${kmsKeyId ?? 'of the bucket'} is not for encryption. Set kms-key-id to a symmetric encryption key.`,
};

/** For answers without a body, from HEAD or from a proxy. */
export const s3StatusRemedies: Readonly<Record<number, S3Remedy>> = {
  301: otherRegion,
  400: withoutReason,
  403: denied,
  404: missing,
  413: tooLarge,
  500: overloaded,
  503: overloaded,
};

/** Recognizes the error that the SDK makes from an answer without a body. */
export function isEmptyAnswer({ name, message }: Error): boolean {
  return name === 'Unknown' || message === 'UnknownError' || message === '';
}

/** S3 answers HEAD with status 400 and no reason when the region, the version or the credentials are wrong. */
function withoutReason(request: S3Request, error: S3Error): string {
  if (!isEmptyAnswer(error)) return '';
  return isElsewhere(error, request.region)
    ? otherRegion(request, error)
    : 'The AWS credentials may have expired, or the version in the revision input is not one of this object.';
}

/** Whether S3 says that the bucket is in another region. */
export function isElsewhere({ $response }: S3Error, region: string): boolean {
  return ![undefined, region].includes($response?.headers?.['x-amz-bucket-region']);
}

function otherRegion({ bucket, region }: S3Request, error: S3Error): string {
  const named =
    error.$response?.headers?.['x-amz-bucket-region'] ?? /expecting '([\w-]+)'/.exec(error.message)?.[1];
  const actual = named ? `in ${singleLine(named)}` : 'in another region';
  return `The bucket ${bucket} is ${actual}, not in ${region}. Instances download from a bucket in their own region: use one in ${region}, or set aws-region to the region of both the bucket and the instances.`;
}

/** The most common denials: of the object, of its encryption key, or because someone else owns the bucket. */
function denied(
  { action, bucket, key, region, expectedBucketOwner, kmsKeyId }: S3Request,
  error: S3Error,
): string {
  const [, namedAction, resource] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: "?([^"\s]+)"?)?/.exec(error.message) ?? [];
  if (namedAction && error.message.includes('explicit deny'))
    return `Access was denied. A policy, for example that of the bucket, denies ${namedAction} explicitly: no permission of the role helps.`;
  const bucketArn = `arn:${partition(region)}:s3:::${bucket}`;
  const object = `${bucketArn}/${key}`;
  // The next commit has a different key.
  const siblings = object.replace(/[^/]*$/, '*');
  const needed = namedAction
    ? `The role needs ${namedAction} on ${singleLine(resource === undefined || resource === object ? siblings : resource)}.`
    : `The role needs ${action} on ${singleLine(siblings)}, and the policy of the bucket must not deny it.`;
  const encryption =
    namedAction || !kmsKeyId || action !== 's3:PutObject'
      ? ''
      : ` With kms-key-id it needs kms:GenerateDataKey and kms:Decrypt on ${singleLine(kmsKeyId)}.`;
  const gone =
    namedAction || action === 's3:PutObject'
      ? ''
      : ` Without s3:ListBucket on ${bucketArn}, S3 gives the same answer for an object that does not exist.`;
  const owner = expectedBucketOwner
    ? ` S3 also refuses when the account ${expectedBucketOwner} (expected-bucket-owner) does not own the bucket.`
    : '';
  return `Access was denied. ${needed}${gone}${encryption}${owner}`;
}

function invalidCredentials(what: string): string {
  return `${what}. Check the step that sets the AWS credentials (aws-actions/configure-aws-credentials), and check that they are for the partition of the region.`;
}

function overloaded(): string {
  return 'S3 was overloaded or had a fault, even after retries. Run the job again.';
}

function tooLarge(): string {
  return 'The bundle is too large for S3. Set path to the directory that instances need.';
}

function corrupted(): string {
  return 'S3 received something other than what was sent. Something between the runner and S3, such as a proxy, changes requests. Run the job again.';
}

function missing({ bucket, key }: S3Request): string {
  return `s3://${bucket}/${singleLine(key)} does not exist. Check the bucket and the key.`;
}

function misused({ bucket }: S3Request): string {
  return `S3 does not accept this upload because of how ${bucket} is configured. S3's own message gives the reason.`;
}
