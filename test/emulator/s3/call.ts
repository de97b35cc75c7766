import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Bucket } from './bucket.ts';
import type { Target } from './operation.ts';

/** The service's state: its buckets by name, and the directory of the objects' bytes. */
export interface Store {
  readonly buckets: Map<string, Bucket>;
  /** A path for new bytes. */
  newFile(): string;
}

/** One authenticated and authorised request. */
export interface Call {
  readonly store: Store;
  readonly request: IncomingMessage;
  readonly target: Target;
  /** The region that the request was signed for. */
  readonly region: string;
  /** Throws AccessDenied when the caller may not do it to the target. */
  authorize(action: string): void;
}

/** A call about a bucket that exists, in the right region. */
export interface BucketCall extends Call {
  readonly bucket: Bucket;
}

export interface Answer {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | FileRange;
}

/** Bytes `start` to `end` (inclusive) of a file; nothing when `end < start`. */
export interface FileRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** An answer with an XML document. */
export function xmlAnswer(document: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/xml', ...headers }, body: document };
}
