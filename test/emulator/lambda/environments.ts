import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { endOfOutput } from './output.ts';
import type { LambdaFunction, Version } from './state.ts';

/** What became of an invocation; a payload is JSON. */
export interface Outcome {
  readonly payload: string;
  /** The handler threw, or its process ended or took too long: the payload tells. */
  readonly isError: boolean;
  /** What the handler printed meanwhile. */
  readonly log: string;
}

/** The processes that run versions of functions. As at Lambda, each has one invocation at a time and is used again. */
export interface Environments {
  run(found: LambdaFunction, version: Version, event: unknown): Promise<Outcome>;
  close(): Promise<void>;
}

interface Environment {
  readonly child: ChildProcess;
  isReady: boolean;
  log: string;
}

/** The time for loading the code, before the function's own time-out counts (Lambda developer guide, Init phase). */
const initTime = 10_000;

/** No processes yet. `variables` are those that the SDK needs. */
export function createEnvironments(variables: () => Readonly<Record<string, string>>): Environments {
  const idle = new Map<Version, Environment[]>();
  const all = new Set<ChildProcess>();

  const start = (found: LambdaFunction, version: Version): Environment => {
    const { Handler: handler = '', Environment: given, MemorySize: memory } = version.configuration;
    const child = fork(join(import.meta.dirname, 'runtime.ts'), [version.directory, handler], {
      cwd: version.directory,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        TZ: ':UTC',
        ...variables(),
        ...given?.Variables,
        AWS_LAMBDA_FUNCTION_NAME: found.name,
        AWS_LAMBDA_FUNCTION_VERSION: version.number,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memory),
        LAMBDA_TASK_ROOT: version.directory,
      },
    });
    const environment: Environment = { child, isReady: false, log: '' };
    for (const stream of [child.stdout, child.stderr]) {
      (stream as Readable).setEncoding('utf8').on('data', (text: string) => {
        environment.log += text;
      });
    }
    all.add(child);
    child.once('exit', () => all.delete(child));
    return environment;
  };

  return {
    async run(found, version, event) {
      const free = idle.get(version) ?? [];
      idle.set(version, free);
      const environment = takeLiving(free) ?? start(found, version);
      environment.log = '';
      const { Timeout: seconds = 3 } = version.configuration;
      const outcome = await invoke(environment, { event, context: contextOf(found, version), seconds });
      if (environment.child.connected) free.push(environment);
      return outcome;
    },
    async close() {
      const exits = [...all].map(async (child) => {
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      });
      await Promise.all(exits);
    },
  };
}

/** A process may have ended by itself while it had nothing to do. */
function takeLiving(free: Environment[]): Environment | undefined {
  const environment = free.pop();
  return environment === undefined || environment.child.connected ? environment : takeLiving(free);
}

interface Invocation {
  readonly event: unknown;
  readonly context: { readonly awsRequestId: string };
  readonly seconds: number;
}

async function invoke(environment: Environment, invocation: Invocation): Promise<Outcome> {
  const { event, context, seconds } = invocation;
  const failure = (errorType: string, problem: string): Outcome => ({
    isError: true,
    payload: JSON.stringify({
      errorType,
      errorMessage: `RequestId: ${context.awsRequestId} Error: ${problem}`,
    }),
    log: environment.log,
  });
  let news: News = 'ready';
  if (!environment.isReady) news = await nextNews(environment, initTime);
  if (news === 'ready') {
    environment.isReady = true;
    environment.child.send({ event, context });
    news = await nextNews(environment, seconds * 1000);
  }
  if (news === 'late')
    return failure('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);
  if (news === 'ready') throw new Error('A function was loaded twice');
  if ('code' in news) {
    return failure('Runtime.ExitError', `Runtime exited with error: exit status ${news.code}`);
  }
  const { result, error } = news;
  const log = await outputOf(environment);
  return { isError: error !== undefined, payload: error ?? result ?? 'null', log };
}

/** All that the invocation printed, unless the handler has closed or replaced its stdout. */
async function outputOf(environment: Environment): Promise<string> {
  for (let looks = 0; looks < 200 && !environment.log.includes(endOfOutput); looks += 1) await delay(5);
  return environment.log.replace(endOfOutput, '');
}

/** What a process tells, or what becomes of it. */
type News = 'ready' | 'late' | { readonly code: number | null } | { result?: string; error?: string };

async function nextNews({ child }: Environment, patience: number): Promise<News> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]): News => message),
      once(child, 'exit', { signal }).then(([code]): News => ({ code })),
      delay(patience, undefined, { signal }).then((): News => {
        child.kill('SIGKILL');
        return 'late';
      }),
    ]);
  } finally {
    settled.abort();
  }
}

function contextOf(found: LambdaFunction, version: Version) {
  return {
    awsRequestId: randomUUID(),
    functionName: found.name,
    functionVersion: version.number,
    invokedFunctionArn: version.number === '$LATEST' ? found.arn : `${found.arn}:${version.number}`,
    memoryLimitInMB: String(version.configuration.MemorySize),
  };
}
