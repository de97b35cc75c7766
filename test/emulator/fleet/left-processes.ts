import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 100;
const PAUSE_MS = 20;

/**
 * Kills every process that the scripts of some instances left running, and waits until they are gone. They are known by
 * the INSTANCE_ROOT in their environment, whatever process group or session they have moved to. Throws when one stays.
 */
export async function killLeftProcesses(instanceRoots: readonly string[]): Promise<void> {
  const variables = instanceRoots.map((root) => `INSTANCE_ROOT=${root}`);
  let pids = processesWith(variables);
  for (let attempt = 0; pids.length > 0 && attempt < ATTEMPTS; attempt += 1) {
    for (const pid of pids) kill(pid);
    await sleep(PAUSE_MS);
    pids = processesWith(variables);
  }
  if (pids.length > 0) throw new Error(`Processes that hook scripts started do not end: ${pids.join(', ')}`);
}

function processesWith(variables: readonly string[]): readonly number[] {
  return existsSync('/proc/self/environ') ? fromProc(variables) : fromPs(variables);
}

function fromProc(variables: readonly string[]): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).some((entry) => variables.includes(entry))).map(Number);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // it has ended, or it is another user's
  }
}

/** Systems without /proc, such as macOS, show the environment behind the command. */
function fromPs(variables: readonly string[]): readonly number[] {
  const lines = execFileSync('ps', ['eww', '-ax', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => variables.some((variable) => `${line} `.includes(` ${variable} `)))
    .map((line) => Number.parseInt(line, 10));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
  }
}
