import type { IncomingHttpHeaders } from 'node:http';
import type { Bucket } from './bucket.ts';
import { S3Error } from './error.ts';
import { type Operation, resourceArn, type Target } from './operation.ts';

/** The account that the emulator's callers belong to and that owns buckets unless told otherwise. */
export const ACCOUNT = '123456789012';

/** The permission that each operation needs (Service authorization reference, "Actions for Amazon S3"). */
const ACTIONS: Record<Operation, string> = {
  ListBuckets: 's3:ListAllMyBuckets',
  CreateBucket: 's3:CreateBucket',
  HeadBucket: 's3:ListBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketVersioning: 's3:GetBucketVersioning',
  PutBucketVersioning: 's3:PutBucketVersioning',
  ListObjectsV2: 's3:ListBucket',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  PutObject: 's3:PutObject',
  HeadObject: 's3:GetObject',
  GetObject: 's3:GetObject',
  DeleteObject: 's3:DeleteObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
};

const ACTIONS_ON_VERSIONS: Partial<Record<Operation, string>> = {
  HeadObject: 's3:GetObjectVersion',
  GetObject: 's3:GetObjectVersion',
  DeleteObject: 's3:DeleteObjectVersion',
};

/** The permissions that a request needs whatever it finds. */
export function actionsOf(target: Target, headers: IncomingHttpHeaders): string[] {
  const { operation, query } = target;
  const onVersion = query.has('versionId') ? ACTIONS_ON_VERSIONS[operation] : undefined;
  const tagging = headers['x-amz-tagging'] === undefined ? [] : ['s3:PutObjectTagging'];
  return [onVersion ?? ACTIONS[operation], ...tagging];
}

/**
 * The region of the SigV4 scope that a request was signed for, in its header or its presigned query. The signature
 * itself is not checked. Throws an S3Error for an anonymous request or another kind of authorization.
 */
export function signedRegion(headers: IncomingHttpHeaders, query: URLSearchParams): string {
  const presigned = query.get('X-Amz-Credential');
  const authorization = headers.authorization;
  if (authorization === undefined && presigned === null) throw new S3Error('AccessDenied');
  if (authorization !== undefined && headers['x-amz-content-sha256'] === undefined) {
    throw new S3Error('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
  }
  const scope = presigned ?? /^AWS4-HMAC-SHA256 .*?Credential=([^,\s]+)/.exec(authorization ?? '')?.[1] ?? '';
  const region = /^[^/]+\/\d{8}\/([a-z0-9-]+)\/s3\/aws4_request$/.exec(scope)?.[1];
  if (region === undefined) throw new S3Error('AuthorizationHeaderMalformed');
  return region;
}

/** Throws the 301 that S3 answers when the request was signed for another region than the bucket's. */
export function requireRegion(bucket: Bucket, region: string): void {
  if (bucket.region === region) return;
  throw new S3Error('PermanentRedirect', {
    details: { Endpoint: `${bucket.name}.s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
    headers: { 'x-amz-bucket-region': bucket.region },
  });
}

/** Throws the 403 that S3 answers when the bucket's owner is not the one that the client expects. */
export function requireOwner(bucket: Bucket, headers: IncomingHttpHeaders): void {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== bucket.owner) throw new S3Error('AccessDenied');
}

/** The error for a permission that the caller lacks, in the service's words. */
export function accessDenied(action: string, target: Pick<Target, 'bucket' | 'key'>): S3Error {
  const user = `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/GitHubActions`;
  return new S3Error('AccessDenied', {
    message: `User: ${user} is not authorized to perform: ${action} on resource: "${resourceArn(target)}" because no identity-based policy allows the ${action} action`,
  });
}
