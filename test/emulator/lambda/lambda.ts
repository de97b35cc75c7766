import { randomUUID } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { commonError, isServiceError, type ServiceError } from '../service-error.ts';
import { createEnvironments } from './environments.ts';
import { createFunction, updateFunctionCode } from './functions.ts';
import { isOperation, readInput, writeOutput } from './model.ts';
import { operations } from './operations.ts';
import { gather, lambdaOperationOf, type RestRequest, spread } from './rest.ts';
import type { Region } from './state.ts';

/** A function whose code is a directory of this machine. */
export interface FunctionPlan {
  readonly name: string;
  readonly directory: string;
  /** `index.handler` when left out. */
  readonly handler?: string;
  /** In seconds. */
  readonly timeout?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly region?: string;
}

/** AWS Lambda, for one account in all regions. */
export interface Lambda {
  /** Answers a request of the protocol REST JSON. */
  answer(request: RestRequest, region: string, response: ServerResponse): Promise<void>;
  /** What the account has in a region. */
  inRegion(name: string): Region;
  /** Makes a function and publishes its version 1. */
  addFunction(plan: FunctionPlan): Promise<void>;
  /** Replaces the code of a function and publishes it; gives the number of the version. */
  publish(name: string, directory: string, region?: string): Promise<string>;
  /** Ends every process that runs a function. */
  close(): Promise<void>;
}

/** No functions yet. */
export function createLambda(options: {
  readonly directory: string;
  readonly region: string;
  readonly minute: number;
  /** The variables that a function's SDK needs. */
  readonly variables: () => Readonly<Record<string, string>>;
  readonly download: Region['download'];
}): Lambda {
  const { directory, minute, download } = options;
  const regions = new Map<string, Region>();
  const closing = new AbortController();
  shareSdk(directory);

  const inRegion = (name: string): Region => {
    const region: Region = regions.get(name) ?? {
      name,
      directory: join(directory, name),
      functions: new Map(),
      environments: createEnvironments(() => ({
        ...options.variables(),
        AWS_REGION: name,
        AWS_DEFAULT_REGION: name,
      })),
      minute,
      download,
      closing: closing.signal,
      underWay: new Set(),
    };
    regions.set(name, region);
    return region;
  };

  return {
    inRegion,
    answer: (request, region, response) => answer(inRegion(region), request, response),
    async addFunction({ name, handler = 'index.handler', timeout = 30, region = options.region, ...plan }) {
      await createFunction(
        inRegion(region),
        {
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: handler,
          Role: 'arn:aws:iam::123456789012:role/lambda',
          Timeout: timeout,
          Code: {},
          Publish: true,
          ...(plan.environment && { Environment: { Variables: plan.environment } }),
        },
        plan.directory,
      );
    },
    async publish(name, from, region = options.region) {
      const { Version = '' } = await updateFunctionCode(
        inRegion(region),
        { FunctionName: name, Publish: true },
        from,
      );
      return Version;
    },
    async close() {
      closing.abort();
      const all = [...regions.values()];
      await Promise.all(all.map(({ environments }) => environments.close()));
      await Promise.all(all.flatMap(({ underWay }) => [...underWay]));
    },
  };
}

/** Lambda's runtimes for Node.js bring the SDK: functions find the emulator's own above their directories. */
function shareSdk(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules');
  symlinkSync(modules, join(directory, 'node_modules'), 'dir');
}

type Handler = (region: Region, input: object) => object | undefined | Promise<object>;

async function answer(region: Region, request: RestRequest, response: ServerResponse): Promise<void> {
  try {
    const operation = lambdaOperationOf(request.method, request.url) ?? '';
    const perform = handlerOf(operation);
    const output = await perform(region, readInput(operation, gather(request)));
    const { status, headers, body } = spread(
      request,
      writeOutput(operation, output ?? {}) as Record<string, unknown>,
    );
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': randomUUID(),
      ...headers,
    });
    response.end(body);
  } catch (error) {
    if (!isServiceError(error)) console.error(error);
    const known = isServiceError(error) ? error : commonError('ServiceException', String(error), 500);
    writeRestError(response, known);
  }
}

/** Answers an error as Lambda writes it. */
export function writeRestError(response: ServerResponse, error: ServiceError): void {
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    'x-amzn-errortype': error.name,
  });
  response.end(JSON.stringify({ Type: error.status < 500 ? 'User' : 'Service', Message: error.message }));
}

function handlerOf(operation: string): Handler {
  const handlers: Readonly<Record<string, unknown>> = operations;
  const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
  // The model has checked that the input is the operation's.
  if (handler) return handler as Handler;
  const problem = isOperation(operation) ? 'is not emulated' : 'does not exist';
  throw commonError('UnknownOperationException', `The operation ${operation} ${problem}`, 404);
}
