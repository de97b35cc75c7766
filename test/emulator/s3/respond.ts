import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './call.ts';
import { S3Error } from './error.ts';
import { xmlError } from './xml.ts';

/** The two ids that S3 gives every request. */
export interface RequestIds {
  readonly requestId: string;
  readonly hostId: string;
}

export function newRequestIds(): RequestIds {
  const requestId = randomBytes(10).toString('hex').slice(0, 16).toUpperCase();
  return { requestId, hostId: randomBytes(56).toString('base64') };
}

/** Sends an answer; resolves when it has left. A client that went away is not an error. */
export async function respond(response: ServerResponse, answer: Answer, ids: RequestIds): Promise<void> {
  response.writeHead(answer.status, {
    'x-amz-request-id': ids.requestId,
    'x-amz-id-2': ids.hostId,
    server: 'AmazonS3',
    ...answer.headers,
  });
  const { body } = answer;
  if (body === undefined || typeof body === 'string' || body.end < body.start) {
    response.end(typeof body === 'string' ? body : undefined);
    return;
  }
  const { file, start, end } = body;
  try {
    await pipeline(createReadStream(file, { start, end }), response);
  } catch (error) {
    if (!isClosedByClient(error)) throw error;
  }
}

/** The answer for something thrown: S3's error document, without a body for HEAD. */
export function errorAnswer(thrown: unknown, request: IncomingMessage, ids: RequestIds): Answer {
  const error = thrown instanceof S3Error ? thrown : internalError(thrown);
  const document = xmlError({
    Code: error.code,
    Message: error.message,
    ...error.details,
    RequestId: ids.requestId,
    HostId: ids.hostId,
  });
  return {
    status: error.status,
    headers: { 'content-type': 'application/xml', ...error.headers },
    ...(request.method === 'HEAD' ? {} : { body: document }),
  };
}

/** A mistake of the emulator's own: shown to whoever called, for there is nobody else to see it. */
function internalError(thrown: unknown): S3Error {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new S3Error('InternalError', { message: `The emulator failed: ${text}` });
}

function isClosedByClient(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
