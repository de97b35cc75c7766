import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { commonError, isServiceError, type ServiceError } from './service-error.ts';

/** A service that speaks the protocol AWS JSON 1.1. */
export interface JsonService {
  /** Performs an operation on the parsed JSON of a request, and gives the JSON of the response. Throws ServiceError. */
  call(operation: string, input: unknown, region?: string): Promise<object>;
}

const prefixes = {
  'CodeDeploy_20141006.': 'codedeploy',
  'AmazonEC2ContainerServiceV20141113.': 'ecs',
} as const;

/** The service and the operation that a request names in x-amz-target, or undefined when there is none of them. */
export function jsonTargetOf(
  request: IncomingMessage,
): { service: 'codedeploy' | 'ecs'; operation: string } | undefined {
  const target = String(request.headers['x-amz-target'] ?? '');
  for (const [prefix, service] of Object.entries(prefixes)) {
    if (target.startsWith(prefix)) return { service, operation: target.slice(prefix.length) };
  }
  return undefined;
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

/** Performs a request and answers it. A bug is answered 500 and told on stderr. */
export async function answerJson(
  service: JsonService,
  request: { operation: string; region: string; body: Buffer },
  response: ServerResponse,
): Promise<void> {
  try {
    const output = await service.call(request.operation, readBody(request.body), request.region);
    write(response, 200, output);
  } catch (error) {
    if (!isServiceError(error)) console.error(error);
    writeJsonError(
      response,
      isServiceError(error) ? error : commonError('InternalFailure', String(error), 500),
    );
  }
}

/** Answers an error as the service writes it. */
export function writeJsonError(response: ServerResponse, error: ServiceError): void {
  write(response, error.status, { __type: error.name, message: error.message });
}

function write(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
