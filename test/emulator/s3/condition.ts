import type { IncomingHttpHeaders } from 'node:http';
import { currentObject, type ObjectVersion } from './bucket.ts';
import type { BucketCall } from './call.ts';
import { S3Error } from './error.ts';

/**
 * Starts a write that may be conditional (`If-None-Match: *`). The function that it returns is called just before the
 * write takes effect, and throws 412 when the key exists by then, 409 when it was deleted meanwhile.
 */
export function beginWrite({ bucket, request, target }: BucketCall): () => void {
  const condition = request.headers['if-none-match'];
  if (request.headers['if-match'] !== undefined) throw new S3Error('NotImplemented');
  if (condition === undefined) return () => {};
  if (condition !== '*') throw new S3Error('NotImplemented');
  const deletionsBefore = bucket.deletions.get(target.key);
  return () => {
    if (currentObject(bucket, target.key) !== undefined) throw preconditionFailed('If-None-Match');
    if (bucket.deletions.get(target.key) !== deletionsBefore) throw new S3Error('ConditionalRequestConflict');
  };
}

/** The condition of a read: 412 is thrown for If-Match; true means 304 Not Modified. */
export function isUnmodified(headers: IncomingHttpHeaders, object: ObjectVersion): boolean {
  const wanted = headers['if-match'];
  if (wanted !== undefined && !matches(wanted, object.eTag)) throw preconditionFailed('If-Match');
  const known = headers['if-none-match'];
  return known !== undefined && matches(known, object.eTag);
}

function matches(header: string, eTag: string): boolean {
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replaceAll('"', '') === eTag);
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', { details: { Condition: condition } });
}
