import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CodeDeploy } from './codedeploy.ts';
import { commonError, isServiceError, type ServiceError } from './error.ts';

const targetPrefix = 'CodeDeploy_20141006.';

/** The operation that a request names in x-amz-target, or undefined when it is not for CodeDeploy. */
export function operationOf(request: IncomingMessage): string | undefined {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith(targetPrefix)
    ? target.slice(targetPrefix.length)
    : undefined;
}

/** The JSON of a request's body; an empty body is an empty input. Throws SerializationException for anything else. */
export function readBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw commonError('SerializationException', `The body is not JSON: ${String(error)}`);
  }
}

/** Performs a request of the protocol AWS JSON 1.1 and answers it. A bug is answered 500 and told on stderr. */
export async function answer(
  codeDeploy: CodeDeploy,
  request: { operation: string; region: string; body: Buffer },
  response: ServerResponse,
): Promise<void> {
  try {
    const output = await codeDeploy.call(request.operation, readBody(request.body), request.region);
    write(response, 200, output);
  } catch (error) {
    if (!isServiceError(error)) console.error(error);
    writeError(response, isServiceError(error) ? error : commonError('InternalFailure', String(error), 500));
  }
}

/** Answers an error as the service writes it. */
export function writeError(response: ServerResponse, error: ServiceError): void {
  write(response, error.status, { __type: error.name, message: error.message });
}

function write(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
