import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { BalancedTarget } from '../elb/balancers.ts';
import { pause } from '../pause.ts';
import type { TaskSet } from './state.ts';

/** What stands for an image: a directory, in which the command of the container runs. */
export interface Image {
  readonly directory: string;
  /** When the container has none. */
  readonly command?: readonly string[];
}

/** The tasks of a task set: processes that are started again when they end. */
export interface Tasks {
  readonly desired: number;
  /** Those that run and, behind a load balancer, are healthy. */
  readonly running: number;
  scale(count: number): Promise<void>;
}

/** What all tasks of a region share. */
export interface Machine {
  readonly directory: string;
  readonly pace: number;
  readonly images: ReadonlyMap<string, Image>;
  readonly newPort: () => number;
}

interface Task {
  readonly ending: AbortController;
  readonly ended: Promise<void>;
  readonly target: BalancedTarget;
}

/** The tasks of a set, none of which runs yet. */
export function createTasks(
  machine: Machine,
  { definition, container, targetGroup }: Pick<TaskSet, 'definition' | 'container' | 'targetGroup'>,
): Tasks {
  const tasks: Task[] = [];
  const start = (): Task => {
    const ending = new AbortController();
    const target: BalancedTarget = { port: machine.newPort(), isHealthy: false };
    const containers = definition.containerDefinitions ?? [];
    const runs = containers.map((each) => {
      const isBalanced = each.name === container;
      const port = isBalanced ? target.port : machine.newPort();
      return keepRunning(machine, { container: each, port, signal: ending.signal });
    });
    targetGroup?.targets.add(target);
    const path = targetGroup?.healthCheckPath;
    const probing = probe(target, { path, pace: machine.pace, signal: ending.signal });
    return { ending, target, ended: Promise.all([...runs, probing]).then(() => undefined) };
  };
  return {
    get desired() {
      return tasks.length;
    },
    get running() {
      return tasks.filter(({ target }) => target.isHealthy).length;
    },
    async scale(count) {
      while (tasks.length < count) tasks.push(start());
      const leaving = tasks.splice(count);
      for (const { ending, target } of leaving) {
        targetGroup?.targets.delete(target);
        ending.abort();
      }
      await Promise.all(leaving.map(({ ended }) => ended));
    },
  };
}

/** Runs the command of a container, and again when it ends, until the signal. */
async function keepRunning(
  machine: Machine,
  { container, port, signal }: { container: ContainerDefinition; port: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const child = startContainer(machine, container, port);
    const exit = child && once(child, 'exit').catch(() => undefined);
    const kill = () => child?.pid !== undefined && killGroup(child.pid);
    signal.addEventListener('abort', kill);
    await exit;
    signal.removeEventListener('abort', kill);
    await pause(10 * machine.pace, signal);
  }
}

/** A container without a command, or with one that does not exist, has nothing to run: its task never gets healthy. */
function startContainer(
  { directory, images }: Machine,
  container: ContainerDefinition,
  port: number,
): ChildProcess | undefined {
  const { image = '', command = [], entryPoint = [], environment = [] } = container;
  const stored = images.get(image);
  const [program, ...words] = [...entryPoint, ...(command.length > 0 ? command : (stored?.command ?? []))];
  if (program === undefined) return undefined;
  return spawn(program, words, {
    cwd: stored?.directory ?? directory,
    stdio: 'ignore',
    detached: true,
    env: {
      PATH: process.env['PATH'],
      ...Object.fromEntries(environment.map(({ name = '', value }) => [name, value])),
      PORT: String(port),
      IMAGE: image,
    },
  });
}

/** A command may have started others. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended already
  }
}

/** Looks at a task's port again and again: with a health check's path by HTTP, as the load balancer does. */
async function probe(
  target: BalancedTarget,
  { path, pace, signal }: { path: string | undefined; pace: number; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    target.isHealthy = path === undefined || (await answersOk(target.port, path));
    await pause(Math.max(10, pace), signal);
  }
  target.isHealthy = false;
}

function answersOk(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, agent: false, timeout: 5000 };
    const request = get(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
