import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeQueryError } from './elb/query.ts';
import { writeJsonError } from './json-protocol.ts';
import { writeRestError } from './lambda/lambda.ts';
import type { Service } from './requests.ts';
import { commonError } from './service-error.ts';

/** An error by the name that the service gives it. */
export interface NamedError {
  readonly name: string;
  readonly message: string;
  readonly status: number;
}

/** Answers an error in the form of the service: JSON 1.1, Lambda's REST JSON, AWS Query, S3's XML, GitHub's JSON. */
export function answerError(
  service: Service,
  error: NamedError,
  exchange: { request: IncomingMessage; response: ServerResponse },
): void {
  const { request, response } = exchange;
  switch (service) {
    case 'lambda':
      writeRestError(response, commonError(error.name, error.message, error.status));
      return;
    case 'elasticloadbalancing':
      writeQueryError(response, commonError(error.name, error.message, error.status));
      return;
    case 'codedeploy':
    case 'ecs':
      writeJsonError(response, commonError(error.name, error.message, error.status));
      return;
    case 's3':
      write(response, error.status, 'application/xml', request.method === 'HEAD' ? '' : s3Body(error));
      return;
    case 'github':
      write(response, error.status, 'application/json', githubBody(error));
      return;
  }
}

/** Answers a page that is no service's, as a proxy in between does. */
export function answerHtml(response: ServerResponse, status: number): void {
  write(response, status, 'text/html', `<html><body><h1>${status} from a proxy</h1></body></html>`);
}

function write(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-amz-request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
  });
  response.end(body);
}

function s3Body({ name, message }: NamedError): string {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${name}</Code><Message>${text}</Message></Error>`;
}

function githubBody({ message, status }: NamedError): string {
  return JSON.stringify({
    message,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}
