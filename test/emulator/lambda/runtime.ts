/**
 * The process in which a version of a function runs: loads its handler, and then takes one event after the other from
 * the emulator. Arguments: the directory of the code and the name of the handler, such as `index.handler`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endOfOutput } from './output.ts';

interface Invocation {
  readonly event: unknown;
  readonly context: object;
}
type Handler = (event: unknown, context: object, callback: Callback) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

const [, , directory = '', name = ''] = process.argv;
const loading = load();
const tell = () => process.send?.('ready');
// The first invocation tells what went wrong.
loading.then(tell, tell);

process.on('disconnect', () => process.exit());
process.on('message', ({ event, context }: Invocation) => {
  loading
    .then((handler) => perform(handler, event, context))
    .then(
      (result) => ({ result: JSON.stringify(result ?? null) }),
      (error: unknown) => ({ error: JSON.stringify(describe(error)) }),
    )
    .then((outcome) => {
      process.stdout.write(endOfOutput);
      process.send?.(outcome);
    });
});

async function load(): Promise<Handler> {
  const [, module = '', member = ''] = /^(.*)\.([^.]+)$/.exec(name) ?? [];
  const file = ['.mjs', '.js', '.cjs'].map((ending) => join(directory, module + ending)).find(existsSync);
  if (file === undefined) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[member] ?? loaded.default?.[member];
  if (typeof handler === 'function') return handler;
  throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
}

function perform(handler: Handler, event: unknown, context: object): unknown {
  if (handler.length < 3) return handler(event, context, () => undefined);
  return new Promise((resolve, reject) => {
    handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

function named(type: string, message: string): Error {
  return Object.assign(new Error(message), { name: type });
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}
