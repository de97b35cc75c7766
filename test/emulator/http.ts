import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Access, accessDenied, permissionsOf } from './access.ts';
import type { CodeDeploy } from './codedeploy/codedeploy.ts';
import { answerControl, controlPrefix } from './control.ts';
import { type Credentials, scopeOf } from './credentials.ts';
import type { Ecs } from './ecs/ecs.ts';
import { answerBalancers } from './elb/operations.ts';
import { queryOperationOf } from './elb/query.ts';
import { answerError, answerHtml } from './error-answer.ts';
import { type Effect, errorOf, type Faults, isAfter } from './faults.ts';
import type { Fleet } from './fleet/fleet.ts';
import { answerJson, readBody } from './json-protocol.ts';
import type { Lambda } from './lambda/lambda.ts';
import {
  githubPrefix,
  hasShortBody,
  type RecordedRequest,
  routeOf,
  type Service,
  tellingHeaders,
} from './requests.ts';

/** Answers a request whose body nobody has read yet. */
type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What stands behind the port. */
export interface Services {
  readonly codeDeploy: CodeDeploy;
  readonly lambda: Lambda;
  readonly ecs: Ecs;
  readonly s3: { readonly handle: Handler };
  readonly github: { readonly handle: Handler };
  readonly fleet: Fleet;
  readonly credentials: Credentials;
  readonly access: Access;
  readonly faults: Faults;
  /** Every request is added here when its headers (where bodies are short: its body) have come. */
  readonly requests: RecordedRequest[];
}

/** Serves everything on one port of 127.0.0.1; port 0 takes a free one. */
export async function serve(
  services: Services,
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    exchange(services, request, response).catch((error: unknown) => {
      // A client that goes away in the middle of an exchange is no news.
      if (request.socket.destroyed) return;
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function exchange(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url?.startsWith(controlPrefix)) return answerControl(services, request, response);
  const { service, path, ...route } = routeOf(request);
  const body = hasShortBody(service) ? await buffer(request) : undefined;
  const isQuery = service === 'elasticloadbalancing';
  const operation = isQuery && body ? queryOperationOf(body) : route.operation;
  const recorded: RecordedRequest = {
    service,
    operation,
    region: scopeOf(request)?.region ?? '',
    at: new Date(),
    method: request.method ?? 'GET',
    path,
    headers: tellingHeaders(request.headers),
    ...(body && { body: parsed(body) }),
  };
  services.requests.push(recorded);

  const refusal = refusalOf(services, recorded, request);
  if (refusal) return answerError(service, refusal, { request, response });
  const effect = services.faults.take(recorded);
  if (effect === undefined) return perform(services, recorded, { request, response, body });
  if (isAfter(effect))
    await perform(services, recorded, { request, response: unsentResponse(request), body });
  return answerFault(recorded, effect, { request, response });
}

function refusalOf({ credentials, access }: Services, recorded: RecordedRequest, request: IncomingMessage) {
  const problem = credentials.problemOf(recorded.service, request);
  if (problem) return problem;
  const lacking = permissionsOf(recorded).find(({ action }) => access.isDenied(action));
  return lacking && accessDenied(lacking);
}

async function perform(
  services: Services,
  { service, operation, region, path }: RecordedRequest,
  {
    request,
    response,
    body,
  }: { request: IncomingMessage; response: ServerResponse; body: Buffer | undefined },
): Promise<void> {
  switch (service) {
    case 'codedeploy':
    case 'ecs': {
      const performer = service === 'ecs' ? services.ecs : services.codeDeploy;
      return answerJson(performer, { operation, region, body: body ?? Buffer.alloc(0) }, response);
    }
    case 'elasticloadbalancing': {
      const { balancers } = services.ecs.inRegion(region);
      return answerBalancers(balancers, { operation, body: body ?? Buffer.alloc(0) }, response);
    }
    case 'lambda': {
      const { method = 'GET', headers } = request;
      const call = { method, url: path, headers, body: body ?? Buffer.alloc(0) };
      return services.lambda.answer(call, region, response);
    }
    case 's3':
      return services.s3.handle(request, response);
    case 'github':
      request.url = path;
      return services.github.handle(request, response);
  }
}

function answerFault(
  recorded: RecordedRequest,
  effect: Effect,
  exchanged: { request: IncomingMessage; response: ServerResponse },
): void {
  const error = errorOf(recorded.service, effect, deniedAnswer(recorded));
  if (error) answerError(recorded.service, error, exchanged);
  else if (effect.kind === 'status') answerHtml(exchanged.response, effect.status);
  else if (effect.kind !== 'hang') exchanged.request.socket.destroy();
  // What is left is to hang.
}

function deniedAnswer(recorded: RecordedRequest) {
  const denied = () => accessDenied(permissionsOf(recorded)[0] ?? { action: '', resource: '*' });
  const answers = {
    codedeploy: denied,
    ecs: denied,
    elasticloadbalancing: denied,
    lambda: denied,
    s3: () => ({ name: 'AccessDenied', message: 'Access Denied', status: 403 }),
    github: () => ({ name: 'Forbidden', message: 'Resource not accessible by integration', status: 403 }),
  } satisfies Record<Service, unknown>;
  return answers[recorded.service]();
}

/** A response that handlers write to as to any other, and that no client gets. */
function unsentResponse(request: IncomingMessage): ServerResponse {
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const response = new ServerResponse(request);
  response.assignSocket(nowhere as Socket);
  return response;
}

function parsed(body: Buffer): unknown {
  try {
    return readBody(body);
  } catch {
    // What is not JSON is recorded as it came; the service refuses it.
    return body.toString('utf8');
  }
}

/** Where a client finds GitHub's API. */
export function githubUrl(url: string): string {
  return `${url}${githubPrefix}`;
}
