import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ScriptRun {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called with each line of the output when it is complete, line feed included. */
  readonly onLine: (stream: 'stdout' | 'stderr', line: Uint8Array) => void;
}

export type ScriptOutcome =
  | { readonly kind: 'exited'; readonly code: number | null } // null: killed by a signal
  | { readonly kind: 'timed out' }
  | { readonly kind: 'left open'; readonly stream: 'STDOUT' | 'STDERR' }
  | { readonly kind: 'not started'; readonly errno: string };

type Child = ChildProcessByStdio<null, Readable, Readable>;

const LATE = Symbol('late');
const LINE_FEED = 10;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** After a timed-out script has ended, what it printed last is still on its way through the pipe. */
const LAST_OUTPUT_SECONDS = 0.1;

/**
 * Runs a hook script as aws-codedeploy-agent 1.8.1 (hook_executor.rb) does: in its own process group, without standard
 * input. At the timeout the group gets TERM, and the script is waited for. Once it has ended by itself, what it left in
 * the background has as much time again to close the output. An abort kills the group. Rejects when `onLine` throws.
 */
export async function runScript(run: ScriptRun): Promise<ScriptOutcome> {
  run.signal.throwIfAborted();
  const [program, ...args] = run.command;
  const child = spawn(program, args, {
    cwd: run.cwd,
    env: run.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const abort = () => {
    killGroup(child, 'SIGKILL');
    closeOutput(child);
  };
  run.signal.addEventListener('abort', abort);
  try {
    return await follow(child, run);
  } finally {
    run.signal.removeEventListener('abort', abort);
    closeOutput(child);
  }
}

async function follow(child: Child, { timeoutSeconds, onLine }: ScriptRun): Promise<ScriptOutcome> {
  const stdout = forwardLines(child.stdout, (line) => onLine('stdout', line));
  const stderr = forwardLines(child.stderr, (line) => onLine('stderr', line));
  // They are awaited once the script has ended; a rejection before that must not count as unhandled.
  for (const output of [stdout, stderr]) output.catch(() => undefined);
  const end = new Promise<ScriptOutcome>((resolve) => {
    child.once('exit', (code) => resolve({ kind: 'exited', code }));
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'not started', errno: error.code ?? error.message }),
    );
  });
  if ((await within(timeoutSeconds, end)) === LATE) {
    killGroup(child, 'SIGTERM');
    await end;
    await within(LAST_OUTPUT_SECONDS, Promise.all([stdout, stderr]));
    return { kind: 'timed out' };
  }
  const outcome = await end;
  if (outcome.kind === 'not started') return outcome;
  if ((await within(timeoutSeconds, stdout)) === LATE) return { kind: 'left open', stream: 'STDOUT' };
  if ((await within(timeoutSeconds, stderr)) === LATE) return { kind: 'left open', stream: 'STDERR' };
  return outcome;
}

/** Resolves when the stream is closed; rejects when a line could not be taken. */
function forwardLines(stream: Readable, onLine: (line: Uint8Array) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending = Buffer.alloc(0);
    const forward = (line: Uint8Array) => {
      try {
        onLine(line);
      } catch (error) {
        reject(error);
        stream.destroy();
      }
    };
    stream.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let end = pending.indexOf(LINE_FEED); end >= 0; end = pending.indexOf(LINE_FEED)) {
        forward(pending.subarray(0, end + 1));
        pending = pending.subarray(end + 1);
      }
    });
    stream.once('end', () => {
      if (pending.length > 0) forward(pending);
    });
    stream.once('error', reject);
    stream.once('close', resolve);
  });
}

async function within<T>(seconds: number, promise: Promise<T>): Promise<T | typeof LATE> {
  const timer = new AbortController();
  const milliseconds = Math.min(seconds * 1000, LONGEST_TIMER_MS);
  try {
    return await Promise.race([promise, sleep(milliseconds, LATE, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

function killGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended already
  }
}

function closeOutput(child: Child): void {
  child.stdout.destroy();
  child.stderr.destroy();
}
