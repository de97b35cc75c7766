import { mkdirSync } from 'node:fs';
import { createBalancers } from '../elb/balancers.ts';
import { freePorts } from '../fleet/free-ports.ts';
import type { JsonService } from '../json-protocol.ts';
import { commonError } from '../service-error.ts';
import { isOperation, readInput, writeOutput } from './model.ts';
import { operations } from './operations.ts';
import type { Region } from './state.ts';
import { createTasks, type Image } from './tasks.ts';

/** Amazon ECS, for one account in all regions. */
export interface Ecs extends JsonService {
  /** What the account has in a region. */
  inRegion(name: string): Region;
  /** Makes an image known: containers that name it run in its directory. */
  addImage(name: string, image: Image): void;
  /** Ends every task and closes every listener. */
  close(): Promise<void>;
}

/** No clusters yet. Times are in milliseconds. */
export function createEcs(options: {
  readonly directory: string;
  readonly region: string;
  readonly pace: number;
}): Ecs {
  const { directory, pace } = options;
  const regions = new Map<string, Region>();
  const images = new Map<string, Image>();
  const machine = { directory, pace, images, newPort: freePorts() };
  mkdirSync(directory, { recursive: true });

  const inRegion = (name: string): Region => {
    const region: Region = regions.get(name) ?? {
      name,
      balancers: createBalancers(name),
      clusters: new Set(),
      families: new Map(),
      services: new Map(),
      startTasks: (taskSet) => createTasks(machine, taskSet),
    };
    regions.set(name, region);
    return region;
  };

  return {
    inRegion,
    addImage: (name, image) => void images.set(name, image),
    async call(operation, input, region = options.region) {
      const perform = handlerOf(operation);
      const output = await perform(inRegion(region), readInput(operation, input));
      return writeOutput(operation, output);
    },
    async close() {
      const services = [...regions.values()].flatMap((region) => [...region.services.values()]);
      const taskSets = services.flatMap((service) => service.taskSets);
      await Promise.all(taskSets.map(({ tasks }) => tasks.scale(0)));
      await Promise.all([...regions.values()].map(({ balancers }) => balancers.close()));
    },
  };
}

type Handler = (region: Region, input: object) => object | Promise<object>;

function handlerOf(operation: string): Handler {
  const handlers: Readonly<Record<string, unknown>> = operations;
  const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
  // The model has checked that the input is the operation's.
  if (handler) return handler as Handler;
  const problem = isOperation(operation) ? 'is not emulated' : 'does not exist';
  throw commonError('UnknownOperationException', `The operation ${operation} ${problem}`);
}
