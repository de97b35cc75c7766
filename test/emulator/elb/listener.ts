import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TargetGroup } from './balancers.ts';

/** A listener that takes requests. */
export interface OpenListener {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on a port of 127.0.0.1 and forwards each request to a healthy target of a group that is drawn by weight;
 * answers 503 when the group has none.
 */
export async function openListener(
  port: number,
  weights: () => ReadonlyMap<TargetGroup, number>,
): Promise<OpenListener> {
  let turn = 0;
  const server = createServer((request, response) => {
    const healthy = [...(draw(weights())?.targets ?? [])].filter(({ isHealthy }) => isHealthy);
    turn += 1;
    const target = healthy[turn % healthy.length];
    if (target === undefined) answer(response, 503, 'Service Temporarily Unavailable');
    else pass(request, response, target.port);
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

function draw(weights: ReadonlyMap<TargetGroup, number>): TargetGroup | undefined {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let drawn = Math.random() * total;
  for (const [group, weight] of weights) {
    if (drawn < weight) return group;
    drawn -= weight;
  }
  return undefined;
}

function pass(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = request;
  const passed = forward(
    { host: '127.0.0.1', port, method, path: url, headers, agent: false },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    },
  );
  passed.on('error', () => answer(response, 502, 'Bad Gateway'));
  request.pipe(passed);
}

function answer(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<html><body><h1>${status} ${reason}</h1></body></html>`);
}
