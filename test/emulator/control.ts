import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { CodeDeploy } from './codedeploy/codedeploy.ts';
import type { Ecs } from './ecs/ecs.ts';
import { type Faults, readFault } from './faults.ts';
import type { Fleet, Instance } from './fleet/fleet.ts';

/** The paths by which a person, or a test in another process, steers the emulator. */
export const controlPrefix = '/_emulator/';

/**
 * `POST /_emulator/faults` sets a fault or a list of them, `DELETE` clears them; `GET /_emulator/instances` lists the
 * fleet; `POST /_emulator/instances/{id}` with `{"agentRunning": false}` stops an agent, with `true` starts it; `POST
 * /_emulator/alarms/{name}` with `{"state": "ALARM"}` sets off a CloudWatch alarm, with `OK` clears it; `POST
 * /_emulator/images` with `{"name": …, "directory": …, "command": […]}` makes an image known.
 */
export async function answerControl(
  services: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const [resource = '', id] = (request.url ?? '')
      .slice(controlPrefix.length)
      .split('/')
      .map(decodeURIComponent);
    const body = request.method === 'POST' ? await json(request) : undefined;
    const result = control(services, { does: `${request.method} ${resource}`, id, body });
    if (result === undefined)
      reply(response, 404, { message: `There is no ${request.method} ${request.url}` });
    else reply(response, 200, result);
  } catch (error) {
    reply(response, 400, { message: String(error) });
  }
}

interface Controlled {
  readonly codeDeploy: CodeDeploy;
  readonly ecs: Ecs;
  readonly faults: Faults;
  readonly fleet: Fleet;
}

function control(
  { codeDeploy, ecs, faults, fleet }: Controlled,
  { does, id, body }: { does: string; id: string | undefined; body: unknown },
): object | undefined {
  const instance = fleet.instances.get(id ?? '');
  switch (does) {
    case 'POST faults':
      faults.add(...[body].flat().map(readFault));
      return {};
    case 'DELETE faults':
      faults.clear();
      return {};
    case 'GET instances':
      return id === undefined ? [...fleet.instances.values()].map(describe) : instance && describe(instance);
    case 'POST instances':
      return instance && setAgent(instance, body);
    case 'POST alarms':
      return id === undefined ? undefined : setAlarm(codeDeploy, id, body);
    case 'POST images':
      return addImage(ecs, body);
    default:
      return undefined;
  }
}

function setAgent(instance: Instance, body: unknown): object {
  const { agentRunning } = (body ?? {}) as { agentRunning?: unknown };
  if (typeof agentRunning !== 'boolean') throw new Error('agentRunning is true or false');
  instance.agentRunning = agentRunning;
  return describe(instance);
}

function setAlarm(codeDeploy: CodeDeploy, name: string, body: unknown): object {
  const { state } = (body ?? {}) as { state?: unknown };
  if (state !== 'ALARM' && state !== 'OK') throw new Error('state is ALARM or OK');
  if (state === 'ALARM') codeDeploy.raiseAlarm(name);
  else codeDeploy.clearAlarm(name);
  return { name, state };
}

function addImage(ecs: Ecs, body: unknown): object {
  const { name, directory, command } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof directory !== 'string') {
    throw new Error('name and directory are texts');
  }
  const words = Array.isArray(command) ? command.map(String) : undefined;
  ecs.addImage(name, { directory, ...(words && { command: words }) });
  return { name, directory };
}

function describe({ id, kind, tags, environment, root, agentRunning }: Instance): object {
  return { id, kind, tags, environment, root, agentRunning };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
