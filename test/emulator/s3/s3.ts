import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { S3Location } from '@aws-sdk/client-codedeploy';
import { accessDenied, actionsOf, requireOwner, requireRegion, signedRegion } from './access.ts';
import { currentObjects, type Encryption, moveObject } from './bucket.ts';
import {
  addBucket,
  createBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './buckets.ts';
import type { Answer, BucketCall, Call, Store } from './call.ts';
import { downloadRevision, type ObjectLocation, readObject } from './download.ts';
import { S3Error } from './error.ts';
import { listMultipartUploads, listObjectsV2 } from './listing.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from './multipart.ts';
import { deleteObject, getObject, headObject, putObject } from './objects.ts';
import { type Operation, resourceArn, targetOf } from './operation.ts';
import { errorAnswer, newRequestIds, respond } from './respond.ts';
import type { Storage } from './storage.ts';

export { operationName } from './operation.ts';

/** An object as a test looks at it. */
export interface StoredObject {
  readonly key: string;
  /** Without quotes. */
  readonly eTag: string;
  /** Only in a bucket that is, or was, versioned. */
  readonly versionId?: string;
  readonly size: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The file that holds its bytes. */
  readonly file: string;
  readonly contentType?: string;
  readonly tagging?: string;
  readonly sse: Encryption;
}

/** Amazon S3, as far as deployments need it: path style, any region, objects in files. */
export interface ObjectStore {
  /** Answers one request; reads the body from the request's stream itself. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Makes a bucket (us-east-1, not versioned, the caller's own account, unless told otherwise). */
  createBucket(name: string, options?: { region?: string; versioning?: boolean; owner?: string }): void;
  /** Fetches a revision as the CodeDeploy agent does; rejects with the agent's own message. */
  download(location: S3Location, toFile: string): Promise<void>;
  /** Reads an object as another service of AWS does; rejects with S3's message. */
  read(location: ObjectLocation): Promise<Buffer>;
  /** The newest version of every key, in the order of keys. */
  objects(bucket: string): readonly StoredObject[];
  /** Keeps the newest version of a key elsewhere, as a lifecycle rule or a restore does. */
  move(bucket: string, key: string, storage: Storage): void;
  /** The ids of multipart uploads that are neither completed nor aborted. */
  openUploads(bucket: string): readonly string[];
  /** How many parts such uploads have, for which the owner of the bucket pays. */
  openParts(bucket: string): number;
}

const OF_BUCKETS = {
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  PutBucketVersioning: putBucketVersioning,
  ListObjectsV2: listObjectsV2,
  ListMultipartUploads: listMultipartUploads,
  PutObject: putObject,
  HeadObject: headObject,
  GetObject: getObject,
  DeleteObject: deleteObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
} satisfies Record<
  Exclude<Operation, 'ListBuckets' | 'CreateBucket'>,
  (call: BucketCall) => Answer | Promise<Answer>
>;

/**
 * Creates an empty store. Objects' bytes go into `directory`, which is created when missing. `isDenied` says which
 * IAM actions (`s3:PutObject`, `kms:Decrypt`) the callers lack, per resource ARN.
 */
export function createObjectStore(options: {
  readonly directory: string;
  readonly isDenied?: (action: string, resource: string) => boolean;
}): ObjectStore {
  const { directory, isDenied = () => false } = options;
  mkdirSync(directory, { recursive: true });
  const store: Store = { buckets: new Map(), newFile: () => join(directory, randomUUID()) };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const target = targetOf(request.method ?? 'GET', request.url ?? '/', request.headers);
    const region = signedRegion(request.headers, target.query);
    const authorize = (action: string) => {
      if (isDenied(action, resourceArn(target))) throw accessDenied(action, target);
    };
    return dispatch({ store, request, target, region, authorize });
  }

  return {
    async handle(request, response) {
      const ids = newRequestIds();
      const result = await answer(request).catch((error: unknown) => errorAnswer(error, request, ids));
      await respond(response, result, ids);
    },
    createBucket(name, { versioning = false, ...bucket } = {}) {
      addBucket(store.buckets, {
        name,
        ...bucket,
        ...(versioning ? { versioning: 'Enabled' as const } : {}),
      });
    },
    download: (location, toFile) => downloadRevision(store.buckets, location, toFile),
    read: (location) => readObject(store.buckets, location),
    objects: (bucket) => storedObjects(store, bucket),
    move(name, key, storage) {
      const bucket = store.buckets.get(name);
      if (bucket === undefined) throw new Error(`There is no bucket ${name}.`);
      moveObject(bucket, key, storage);
    },
    openUploads: (bucket) => [...(store.buckets.get(bucket)?.uploads.keys() ?? [])],
    openParts: (bucket) =>
      [...(store.buckets.get(bucket)?.uploads.values() ?? [])].reduce(
        (sum, { parts }) => sum + parts.size,
        0,
      ),
  };
}

async function dispatch(call: Call): Promise<Answer> {
  const { store, request, target, region } = call;
  const authorizeAll = () => actionsOf(target, request.headers).forEach(call.authorize);
  const { operation } = target;
  if (operation === 'ListBuckets' || operation === 'CreateBucket') {
    authorizeAll();
    return operation === 'ListBuckets' ? listBuckets(call) : createBucket(call);
  }
  const bucket = store.buckets.get(target.bucket);
  if (bucket === undefined) throw new S3Error('NoSuchBucket', { details: { BucketName: target.bucket } });
  // GetBucketLocation exists to find the region, so it answers whatever region it was signed for.
  if (operation !== 'GetBucketLocation') requireRegion(bucket, region);
  requireOwner(bucket, request.headers);
  authorizeAll();
  return OF_BUCKETS[operation]({ ...call, bucket });
}

function storedObjects({ buckets }: Store, name: string): StoredObject[] {
  const bucket = buckets.get(name);
  if (bucket === undefined) return [];
  return currentObjects(bucket).map(
    ({ key, eTag, versionId, size, metadata, file, headers, tagging, sse }) => ({
      key,
      eTag,
      ...(bucket.versioning === undefined ? {} : { versionId }),
      size,
      metadata,
      file,
      ...(headers['content-type'] === undefined ? {} : { contentType: headers['content-type'] }),
      ...(tagging === undefined ? {} : { tagging }),
      sse,
    }),
  );
}
