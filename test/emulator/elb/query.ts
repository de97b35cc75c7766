import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { escapeXml } from '../s3/xml.ts';
import { commonError, isServiceError, type ServiceError } from '../service-error.ts';

const namespace = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

/** A value of the protocol AWS Query: text, a structure, or a list. */
export type QueryValue =
  | string
  | number
  | boolean
  | undefined
  | readonly QueryValue[]
  | { readonly [member: string]: QueryValue };

/** The parameters of a request; what is below `A.member.1.B` is in the list `A`. */
export type Parameters = { [name: string]: string | Parameters | undefined };

/** The operation that the body of a request names. */
export function queryOperationOf(body: Buffer): string {
  return new URLSearchParams(body.toString()).get('Action') ?? '';
}

/** The parameters in the body of a request. */
export function readParameters(body: Buffer): Parameters {
  const root: Parameters = {};
  for (const [name, text] of new URLSearchParams(body.toString())) {
    const path = name.split('.');
    const last = path.pop() ?? '';
    let place = root;
    for (const part of path) {
      const next = place[part];
      const below: Parameters = typeof next === 'object' ? next : {};
      place[part] = below;
      place = below;
    }
    place[last] = text;
  }
  return root;
}

/** A text among parameters. */
export function textOf(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

/** The items of a list among parameters. */
export function listOf(parameters: Parameters, name: string): (string | Parameters)[] {
  const list = parameters[name];
  const members = typeof list === 'object' ? list['member'] : undefined;
  if (typeof members !== 'object') return [];
  return Object.values(members).filter((member) => member !== undefined);
}

/** Performs a request and answers it. A bug is answered 500 and told on stderr. */
export async function answerQuery(
  operation: string,
  perform: () => Promise<QueryValue>,
  response: ServerResponse,
): Promise<void> {
  try {
    const result = xml(`${operation}Result`, await perform());
    const metadata = xml('ResponseMetadata', { RequestId: randomUUID() });
    const body = `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
    write(response, 200, body);
  } catch (error) {
    if (!isServiceError(error)) console.error(error);
    writeQueryError(
      response,
      isServiceError(error) ? error : commonError('InternalFailure', String(error), 500),
    );
  }
}

/** Answers an error as the service writes it. */
export function writeQueryError(response: ServerResponse, { name, message, status }: ServiceError): void {
  const error = xml('Error', { Type: status < 500 ? 'Sender' : 'Receiver', Code: name, Message: message });
  const id = xml('RequestId', randomUUID());
  write(response, status, `<ErrorResponse xmlns="${namespace}">${error}${id}</ErrorResponse>`);
}

function xml(name: string, value: QueryValue): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: QueryValue): string {
  if (Array.isArray(value)) return value.map((item) => xml('member', item)).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, member]) => xml(name, member))
    .join('');
}

function write(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() });
  response.end(body);
}
