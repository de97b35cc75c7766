import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './error.ts';

/** What a request is about, read from its method, path and query. */
export interface Target {
  readonly operation: Operation;
  /** Empty for ListBuckets. */
  readonly bucket: string;
  /** Empty for operations on buckets. */
  readonly key: string;
  readonly query: URLSearchParams;
}

type Level = 'service' | 'bucket' | 'object';

interface Route {
  readonly method: string;
  readonly level: Level;
  /** Query names that must be there. */
  readonly query?: readonly string[];
  /** Query names that may be there. */
  readonly optional?: readonly string[];
}

const CONDITIONS_OF_LISTS = ['prefix', 'delimiter', 'encoding-type'];

const ROUTES = {
  ListBuckets: {
    method: 'GET',
    level: 'service',
    optional: ['max-buckets', 'continuation-token', 'prefix', 'bucket-region'],
  },
  CreateBucket: { method: 'PUT', level: 'bucket' },
  HeadBucket: { method: 'HEAD', level: 'bucket' },
  GetBucketLocation: { method: 'GET', level: 'bucket', query: ['location'] },
  GetBucketVersioning: { method: 'GET', level: 'bucket', query: ['versioning'] },
  PutBucketVersioning: { method: 'PUT', level: 'bucket', query: ['versioning'] },
  ListObjectsV2: {
    method: 'GET',
    level: 'bucket',
    query: ['list-type'],
    optional: [...CONDITIONS_OF_LISTS, 'max-keys', 'continuation-token', 'start-after', 'fetch-owner'],
  },
  ListMultipartUploads: {
    method: 'GET',
    level: 'bucket',
    query: ['uploads'],
    optional: [...CONDITIONS_OF_LISTS, 'max-uploads'],
  },
  PutObject: { method: 'PUT', level: 'object' },
  HeadObject: { method: 'HEAD', level: 'object', optional: ['versionId'] },
  GetObject: { method: 'GET', level: 'object', optional: ['versionId'] },
  DeleteObject: { method: 'DELETE', level: 'object', optional: ['versionId'] },
  CreateMultipartUpload: { method: 'POST', level: 'object', query: ['uploads'] },
  UploadPart: { method: 'PUT', level: 'object', query: ['partNumber', 'uploadId'] },
  CompleteMultipartUpload: { method: 'POST', level: 'object', query: ['uploadId'] },
  AbortMultipartUpload: { method: 'DELETE', level: 'object', query: ['uploadId'] },
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof ROUTES;

/** Reads a path-style request line; throws an S3Error for a bad URI or an operation that is not there. */
export function targetOf(method: string, url: string, headers: IncomingHttpHeaders): Target {
  const { bucket, key, query } = parseUrl(url);
  const operation = findOperation(method, { bucket, key, query });
  if (operation === undefined || headers['x-amz-copy-source'] !== undefined)
    throw new S3Error('NotImplemented');
  if (Buffer.byteLength(key) > 1024) throw new S3Error('KeyTooLongError');
  return { operation, bucket, key, query };
}

/** The operation's name for a request log; `Unknown` when the emulator does not have it. */
export function operationName(request: {
  method?: string;
  url?: string;
  headers: IncomingHttpHeaders;
}): string {
  try {
    return targetOf(request.method ?? 'GET', request.url ?? '/', request.headers).operation;
  } catch (error) {
    if (error instanceof S3Error) return 'Unknown';
    throw error;
  }
}

/** `arn:aws:s3:::bucket/key`, as IAM policies and access errors name it; `*` for the service itself. */
export function resourceArn(target: Pick<Target, 'bucket' | 'key'>): string {
  if (target.bucket === '') return '*';
  return `arn:aws:s3:::${target.bucket}${target.key === '' ? '' : `/${target.key}`}`;
}

function parseUrl(url: string): { bucket: string; key: string; query: URLSearchParams } {
  // Not `new URL()`: it would resolve `.` and `..`, which are ordinary characters of a key.
  const [path = '/', search = ''] = splitOnce(url, '?');
  const [bucket, key = ''] = splitOnce(path.slice(1), '/');
  try {
    return {
      bucket: decodeURIComponent(bucket ?? ''),
      key: decodeURIComponent(key),
      query: new URLSearchParams(search),
    };
  } catch (error) {
    if (error instanceof URIError) throw new S3Error('InvalidURI', { details: { URI: path } });
    throw error;
  }
}

function findOperation(
  method: string,
  { bucket, key, query }: { bucket: string; key: string; query: URLSearchParams },
): Operation | undefined {
  const level: Level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const names = [...query.keys()].filter((name) => name !== 'x-id' && !/^x-amz-/i.test(name));
  return (Object.keys(ROUTES) as Operation[]).find((operation) => {
    const route: Route = ROUTES[operation];
    const required = route.query ?? [];
    const allowed = [...required, ...(route.optional ?? [])];
    return (
      route.method === method &&
      route.level === level &&
      required.every((name) => names.includes(name)) &&
      names.every((name) => allowed.includes(name))
    );
  });
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
