import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');

interface ActionFile {
  readonly inputs: Record<string, { default?: string }>;
  readonly runs: { readonly main: string; readonly post: string };
}

/** Where node keeps the bundle compiled, as far as it was run: to compile it anew is a quarter of what a step takes. */
const compileCache = join(root, 'node_modules', '.cache', 'node');

const action: ActionFile = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

export interface Step {
  /** The `with:` of the step. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Environment of the job, beside what the runner sets itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** The checkout. */
  readonly workspace: string;
  /** An empty directory for the runner's own files. */
  readonly temporaryDirectory: string;
  /** The file that is started, where it is not the one that action.yml names. */
  readonly program?: string;
  /** Called when the step begins; may send signals later. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called while the step writes its summary; may send signals. */
  readonly onSummary?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called for each line while the step runs; may send signals. */
  readonly onLine?: (line: string, kill: (signal: NodeJS.Signals) => void, pid: number) => void;
}

export interface StepResult {
  readonly exitCode: number | null;
  /** stdout and stderr as the runner reads them. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the step saved for its post step. */
  readonly state: Readonly<Record<string, string>>;
}

/** Starts the built action as the runner starts it: a node process, inputs in INPUT_*, files for what it gives back. */
export function runStep(step: Step): Promise<StepResult> {
  return run(action.runs.main, step, {});
}

/** Starts the post step as the runner does at the job's end, with what the main step has saved. */
export function runPost(step: Step, { state }: Pick<StepResult, 'state'>): Promise<StepResult> {
  return run(action.runs.post, step, state);
}

async function run(script: string, step: Step, state: StepResult['state']): Promise<StepResult> {
  const files = fileCommands(step.temporaryDirectory);
  const child = spawn(process.execPath, [join(root, step.program ?? script)], {
    cwd: step.workspace,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: step.temporaryDirectory,
      NODE_COMPILE_CACHE: compileCache,
      ...runnerEnvironment(step),
      ...files,
      ...step.environment,
      ...inputEnvironment(step.inputs),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    },
  });
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  const summary = step.onSummary && readAsWritten(files.GITHUB_STEP_SUMMARY, () => step.onSummary?.(kill));
  step.onStart?.(kill);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        step.onLine?.(line, kill, child.pid ?? 0);
      }
    });
    stream.on('end', () => {
      if (rest !== '') lines.push(rest);
    });
  }
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    exitCode,
    log: `${lines.join('\n')}\n`,
    outputs: parseFileCommand(readFileSync(files.GITHUB_OUTPUT, 'utf8')),
    summary: await (summary ? summary.end() : readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')),
    state: parseFileCommand(readFileSync(files.GITHUB_STATE, 'utf8')),
  };
}

/** Puts a pipe in the place of a file, so that its reader knows when it is written. */
function readAsWritten(path: string, onWrite: () => void): { end: () => Promise<string> } {
  rmSync(path);
  execFileSync('mkfifo', [path]);
  // In a process of its own: to open a pipe takes a thread until its writer comes.
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  reader.stdout.once('data', onWrite);
  const all = text(reader.stdout);
  return {
    async end() {
      endPipe(path);
      return await all;
    },
  };
}

/** Lets a reader go whose writer has never come. */
function endPipe(path: string): void {
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // The reader has ended.
  }
}

function fileCommands(directory: string) {
  const folder = join(directory, '_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  return files;
}

function runnerEnvironment({ workspace, temporaryDirectory }: Step): Record<string, string> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_NUMBER: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0000000000000000000000000000000000000000',
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temporaryDirectory,
  };
}

/** The runner passes every input of action.yml, its default where the step sets none (actions/runner, ActionRunner). */
function inputEnvironment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''] as const);
  const values: Record<string, string> = { ...Object.fromEntries(defaults), 'github-token': '', ...inputs };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

/** `name<<delimiter`, lines, `delimiter`: the last value of a name counts. */
function parseFileCommand(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const [, name, delimiter] = /^([^<=]+)<<(.+)$/.exec(lines[index] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, index + 1);
    values[name] = lines.slice(index + 1, end).join('\n');
    index = end;
  }
  return values;
}
