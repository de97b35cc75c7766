import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Fault, Faults } from './faults.ts';
import type { Fleet, Instance } from './fleet/fleet.ts';

/** The paths by which a person, or a test in another process, steers the emulator. */
export const controlPrefix = '/_emulator/';

/**
 * `POST /_emulator/faults` sets a fault or a list of them, `DELETE` clears them; `GET /_emulator/instances` lists the
 * fleet; `POST /_emulator/instances/{id}` with `{"agentRunning": false}` stops an agent, with `true` starts it.
 */
export async function answerControl(
  { faults, fleet }: { faults: Faults; fleet: Fleet },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [resource, id] = (request.url ?? '').slice(controlPrefix.length).split('/');
  const instance = id === undefined ? undefined : fleet.instances.get(decodeURIComponent(id));
  if (request.method === 'POST' && resource === 'faults') {
    faults.add(...[(await json(request)) as Fault | Fault[]].flat());
    return reply(response, 200, {});
  }
  if (request.method === 'DELETE' && resource === 'faults') {
    faults.clear();
    return reply(response, 200, {});
  }
  if (request.method === 'GET' && resource === 'instances') {
    return reply(response, 200, [...fleet.instances.values()].map(describe));
  }
  if (request.method === 'POST' && resource === 'instances' && instance) {
    instance.agentRunning = ((await json(request)) as { agentRunning: boolean }).agentRunning;
    return reply(response, 200, describe(instance));
  }
  return reply(response, 404, { message: `The emulator has no ${request.method} ${request.url}` });
}

function describe({ id, kind, tags, environment, root, agentRunning }: Instance): object {
  return { id, kind, tags, environment, root, agentRunning };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
