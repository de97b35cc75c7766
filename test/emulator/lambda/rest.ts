import type { IncomingHttpHeaders } from 'node:http';
import * as sdk from '@aws-sdk/client-lambda';
import { operationsOf, plain, type Schema, traitBits, traitsOf } from '../model/schema.ts';
import { exception } from './error.ts';

/** An operation's method and path, as the SDK's schemas have them. */
interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly status: number;
  readonly input: readonly Member[];
  readonly output: readonly Member[];
}

interface Member {
  readonly name: string;
  readonly isNumber: boolean;
  readonly place: 'label' | 'payload' | 'status' | 'header' | 'query' | 'body';
  /** Of the header or the query parameter. */
  readonly key: string;
}

const routes: readonly Route[] = [...operationsOf(sdk).values()].map(
  ([, , operation, traits, input, output]) => {
    const [method, template, status] = (traits as { http: [string, string, number] }).http;
    const labels = [...template.matchAll(/\{(\w+)\+?\}/g)].map(([, label = '']) => label);
    const path = template
      .replace(/\?.*/, '')
      .replace(/\{\w+\}/g, '([^/]+)')
      .replace(/\{\w+\+\}/g, '(.+)');
    return {
      operation,
      method,
      path: new RegExp(`^${path}/?$`),
      labels,
      status,
      input: membersOf(input),
      output: membersOf(output),
    };
  },
);

function membersOf(schema: Schema): Member[] {
  const structure = plain(schema);
  if (!Array.isArray(structure) || structure[0] !== 3) return [];
  const [, , , , members, schemas] = structure;
  return members.map((name: string, index: number) => {
    const member = schemas[index] as Schema;
    return { name, isNumber: plain(member) === 1, ...placeOf(member) };
  });
}

function placeOf(schema: Schema): Pick<Member, 'place' | 'key'> {
  const traits = traitsOf(schema);
  if (typeof traits === 'object') {
    const { httpHeader: header, httpQuery: query } = traits;
    if (typeof header === 'string') return { place: 'header', key: header.toLowerCase() };
    if (typeof query === 'string') return { place: 'query', key: query };
    return { place: 'body', key: '' };
  }
  if (traits & traitBits.label) return { place: 'label', key: '' };
  if (traits & traitBits.payload) return { place: 'payload', key: '' };
  return { place: traits & traitBits.responseCode ? 'status' : 'body', key: '' };
}

/** Whether a path is one of Lambda's: all begin with the date of an API version. */
export function isLambdaPath(url: string): boolean {
  return /^\/20\d\d-\d\d-\d\d\//.test(url);
}

/** The operation that a method and a path stand for. */
export function lambdaOperationOf(method: string, url: string): string | undefined {
  return routeTo(method, url)?.operation;
}

function routeTo(method: string, url: string): Route | undefined {
  const [path = ''] = url.split('?');
  return routes.find((route) => route.method === method && route.path.test(path));
}

/** A request of the protocol REST JSON. */
export interface RestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The members of an operation's input, gathered from the path, the query, the headers and the body. */
export function gather(request: RestRequest): Record<string, unknown> {
  const { method, url, headers, body } = request;
  const route = routeTo(method, url);
  if (!route) return {};
  const [path = '', query = ''] = url.split('?');
  const values = (route.path.exec(path) ?? []).slice(1).map(decodeURIComponent);
  const parameters = new URLSearchParams(query);
  const payload = route.input.find(({ place }) => place === 'payload');
  const input: Record<string, unknown> = payload
    ? { [payload.name]: body.toString('base64') }
    : objectIn(body);
  for (const [index, label] of route.labels.entries()) input[label] = values[index];
  for (const { name, isNumber, place, key } of route.input) {
    const text = place === 'query' ? parameters.get(key) : place === 'header' ? headers[key] : undefined;
    if (typeof text === 'string') input[name] = isNumber ? Number(text) : text;
  }
  return input;
}

function objectIn(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw exception('InvalidRequestContentException', `Could not parse request body into json: ${error}`);
  }
}

/** An answer of the protocol REST JSON. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Puts the members of an operation's output where the protocol wants them. */
export function spread(
  request: Pick<RestRequest, 'method' | 'url'>,
  output: Readonly<Record<string, unknown>>,
): RestAnswer {
  const route = routeTo(request.method, request.url);
  const rest = { ...output };
  const headers: Record<string, string> = {};
  let status = route?.status ?? 200;
  let body: Buffer | undefined;
  for (const { name, place, key } of route?.output ?? []) {
    const value = rest[name];
    if (place === 'body' || value === undefined) continue;
    delete rest[name];
    if (place === 'header') headers[key] = String(value);
    if (place === 'status') status = Number(value);
    if (place === 'payload') body = Buffer.from(String(value), 'base64');
  }
  return { status, headers, body: body ?? Buffer.from(status === 204 ? '' : JSON.stringify(rest)) };
}
