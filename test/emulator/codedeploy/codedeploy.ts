import type { Ecs } from '../ecs/ecs.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { commonError } from '../service-error.ts';
import { raiseAlarm } from './alarms.ts';
import { isOperation, readInput, writeOutput } from './model.ts';
import { operations } from './operations.ts';
import type { Settings } from './settings.ts';
import { createRegion, type Region } from './state.ts';

/** The control plane of CodeDeploy, for one account in all regions. */
export interface CodeDeploy {
  readonly settings: Settings;
  /** Performs an operation on the parsed JSON of a request, and gives the JSON of the response. Throws ServiceError. */
  call(operation: string, input: unknown, region?: string): Promise<object>;
  /** A CloudWatch alarm of this name goes off, and stays so until it is cleared. */
  raiseAlarm(name: string, region?: string): void;
  clearAlarm(name: string, region?: string): void;
  /** This service role has AWS's managed policies alone: of functions, it may only invoke `CodeDeployHook_…`. */
  limitRole(serviceRoleArn: string): void;
  /** Ends every deployment and waits until nothing runs on an instance. */
  close(): Promise<void>;
}

/** Starts a control plane over a fleet. Nothing exists in it but the predefined deployment configurations. */
export function createCodeDeploy(options: {
  readonly settings: Settings;
  readonly fleet: Fleet;
  readonly lambda: Lambda;
  readonly ecs: Ecs;
  readonly readObject: Region['readObject'];
}): CodeDeploy {
  const { settings, fleet, readObject } = options;
  const limitedRoles = new Set<string>();
  const regions = new Map<string, Region>();
  const closing = new AbortController();

  const findRegion = (name: string): Region => {
    const region =
      regions.get(name) ??
      createRegion({
        name,
        settings,
        fleet,
        lambda: options.lambda.inRegion(name),
        ecs: options.ecs.inRegion(name),
        readObject,
        limitedRoles,
        closing: closing.signal,
      });
    regions.set(name, region);
    return region;
  };

  return {
    settings,
    async call(operation, input, region = settings.ec2Region) {
      const perform = handlerOf(operation);
      const output = await perform(findRegion(region), readInput(operation, input));
      return writeOutput(operation, output ?? {});
    },
    raiseAlarm: (name, region = settings.ec2Region) => raiseAlarm(findRegion(region), name),
    clearAlarm: (name, region = settings.ec2Region) => void findRegion(region).alarms.delete(name),
    limitRole: (serviceRoleArn) => void limitedRoles.add(serviceRoleArn),
    async close() {
      closing.abort();
      await Promise.all([...regions.values()].flatMap((region) => [...region.underWay]));
    },
  };
}

type Handler = (region: Region, input: object) => object | void | Promise<void>;

function handlerOf(operation: string): Handler {
  const handlers: Readonly<Record<string, unknown>> = operations;
  const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
  // The model has checked that the input is the operation's.
  if (handler) return handler as Handler;
  const problem = isOperation(operation) ? 'is not emulated' : 'does not exist';
  throw commonError('UnknownOperationException', `The operation ${operation} ${problem}`);
}
