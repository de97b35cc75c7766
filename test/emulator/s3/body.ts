import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  type ExpectedChecksum,
  expectedChecksum,
  startChecksum,
  verifyChecksum,
} from './checksum.ts';
import { S3Error } from './error.ts';

const MAX_PUT = 5 * 1024 ** 3;
const MAX_DOCUMENT = 4 * 1024 ** 2;

/** The body of an upload, on disk and verified. */
export interface ReceivedBody {
  readonly size: number;
  /** Hexadecimal MD5. */
  readonly md5: string;
  readonly checksum: Checksum;
}

/**
 * Streams the body of PutObject or UploadPart into a file and checks its length, its MD5, its payload hash and its
 * checksum (header or trailer); without one, computes one of the given algorithm. Throws an S3Error, and leaves no file, when one of them does not match.
 */
export async function receiveBody(
  request: IncomingMessage,
  file: string,
  algorithm: ChecksumAlgorithm = 'CRC64NVME',
): Promise<ReceivedBody> {
  const length = declaredLength(request);
  const expected = expectedChecksum(request.headers);
  const trailers = new Map<string, string>();
  const bytes = rawBody(request);
  try {
    const content = isChunked(request) ? decodeAwsChunked(bytes, trailers) : bytes;
    const received = await writeAndHash(content, file, expected?.algorithm ?? algorithm);
    if (received.size !== length) throw new S3Error('IncompleteBody');
    verifyPayload(request, received);
    if (expected)
      verifyChecksum(expected.algorithm, promisedValue(expected, trailers), received.checksum.value);
    return received;
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** Reads a small XML document from the request; throws an S3Error when it is too large to be one. */
export async function receiveDocument(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of rawBody(request)) {
    size += chunk.length;
    if (size > MAX_DOCUMENT) throw new S3Error('MalformedXML');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The request's bytes; stopping early leaves the connection open for the answer. */
function rawBody(request: IncomingMessage): AsyncIterableIterator<Buffer> {
  return request.iterator({ destroyOnReturn: false });
}

function isChunked(request: IncomingMessage): boolean {
  return String(request.headers['x-amz-content-sha256']).startsWith('STREAMING-');
}

function declaredLength(request: IncomingMessage): number {
  const name = isChunked(request) ? 'x-amz-decoded-content-length' : 'content-length';
  const value = String(request.headers[name] ?? '');
  if (!/^\d{1,15}$/.test(value)) throw new S3Error('MissingContentLength');
  if (Number(value) > MAX_PUT)
    throw new S3Error('EntityTooLarge', {
      details: { ProposedSize: value, MaxSizeAllowed: String(MAX_PUT) },
    });
  return Number(value);
}

interface Hashed extends ReceivedBody {
  readonly sha256: string;
}

async function writeAndHash(
  content: AsyncIterable<Buffer>,
  file: string,
  algorithm: ChecksumAlgorithm,
): Promise<Hashed> {
  const [md5, sha256, checksum] = [createHash('md5'), createHash('sha256'), startChecksum(algorithm)];
  let size = 0;
  await using handle = await open(file, 'w');
  for await (const chunk of content) {
    size += chunk.length;
    for (const hash of [md5, sha256, checksum]) hash.update(chunk);
    await handle.writeFile(chunk);
  }
  return {
    size,
    md5: md5.digest('hex'),
    sha256: sha256.digest('hex'),
    checksum: { algorithm, type: 'FULL_OBJECT', value: checksum.digest().toString('base64') },
  };
}

function verifyPayload(request: IncomingMessage, received: Hashed): void {
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  if (/^[0-9a-f]{64}$/.test(payload) && payload !== received.sha256) {
    throw new S3Error('XAmzContentSHA256Mismatch', {
      details: { ClientComputedContentSHA256: payload, S3ComputedContentSHA256: received.sha256 },
    });
  }
  const md5 = request.headers['content-md5'];
  if (md5 === undefined) return;
  const bytes = Buffer.from(String(md5), 'base64');
  if (bytes.length !== 16) throw new S3Error('InvalidDigest', { details: { 'Content-MD5': String(md5) } });
  if (bytes.toString('hex') !== received.md5) {
    throw new S3Error('BadDigest', {
      details: { ExpectedDigest: bytes.toString('hex'), CalculatedDigest: received.md5 },
    });
  }
}

function promisedValue(expected: ExpectedChecksum, trailers: ReadonlyMap<string, string>): string {
  const value = expected.value ?? trailers.get(checksumHeader(expected.algorithm));
  if (value === undefined) throw new S3Error('MalformedTrailerError');
  return value;
}
