import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { getExecOutput } from '@actions/exec';
import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';

/** The directory where git runs, and the signal that stops it. */
export interface Repository {
  /** The top of the checkout, with symbolic links resolved. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const maxStderr = 4096;

/** Runs a git command whose output is small. Returns the exit code of a command that fails instead of throwing. */
export async function runGit({ directory, signal }: Repository, args: readonly string[]): Promise<GitResult> {
  signal.throwIfAborted();
  const result = await getExecOutput('git', [...globalOptions(directory), ...args], {
    cwd: directory,
    env: environment(directory),
    silent: true,
    ignoreReturnCode: true,
  });
  signal.throwIfAborted();
  return result;
}

export interface StreamOptions {
  /** Written to git's stdin. */
  readonly input?: Iterable<string> | AsyncIterable<string>;
  /** Settings, `name=value`, that override the repository's own. */
  readonly settings?: readonly string[];
  /** The index file to use in place of the repository's. */
  readonly index?: string;
}

/**
 * Runs a git command and yields its output as it arrives. The output ends only if git succeeds, so output that ends is
 * complete.
 * @throws ActionError at the end of the output when git fails.
 */
export async function* streamGit(
  { directory, signal }: Repository,
  args: readonly string[],
  { input = [], settings = [], index }: StreamOptions = {},
): AsyncGenerator<Buffer, void> {
  const git = spawn('git', [...globalOptions(directory), ...settings.flatMap(asOption), ...args], {
    cwd: directory,
    env: { ...environment(directory), ...(index && { GIT_INDEX_FILE: index }) },
    signal,
  });
  let stderr = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, maxStderr);
  });
  const succeeded = new Promise<void>((resolve, reject) => {
    git.once('error', (error) => reject(signal.aborted ? signal.reason : error));
    git.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new ActionError(failure(args, singleLine(stderr) || `ended with ${killedBy ?? code}`)));
    });
  });
  const written = pipeline(input, git.stdin);
  // These are awaited only at the end of the output, and never if the reader stops early.
  for (const promise of [succeeded, written]) promise.catch(() => {});
  try {
    yield* git.stdout;
    await succeeded;
    await written;
  } finally {
    git.kill();
  }
}

function failure(args: readonly string[], reason: string): string {
  return `git ${args[0]} failed: ${reason}. ${remedyFor(reason)}`;
}

/** Filters are the only programs of others that git runs here; it finds them itself, or a shell does. */
function remedyFor(reason: string): string {
  const name = /(?:clean|smudge) filter '?([^\s']+)'? failed/.exec(reason)?.[1];
  const filter = `${name === undefined ? 'A filter' : `The filter ${name}`} in .gitattributes`;
  const [, notRun, notFound] =
    /cannot run ([^:]+): No such file|: (?:line )?\d+: ([^:]+): (?:command )?not found/.exec(reason) ?? [];
  const program = notRun ?? notFound;
  if (program !== undefined)
    return `${filter} runs \`${program}\`, which is not on this runner: install it before this step.`;
  return name !== undefined || reason.includes('external filter')
    ? `${filter} cannot run: install what it needs before this step.`
    : 'Check the commit out again, without the filter and sparse-checkout inputs of actions/checkout.';
}

function asOption(setting: string): [string, string] {
  return ['-c', setting];
}

function globalOptions(directory: string): string[] {
  const configuration = [
    // In a container, the checkout may belong to a different user than the step's. Before 2.38, git reads this setting
    // only from its global file.
    `safe.directory=${directory}`,
    'core.quotePath=off',
    // The machine's own attributes would change the bundle of a commit.
    'core.attributesFile=',
    // git streams larger blobs instead of holding them in memory.
    'core.bigFileThreshold=4m',
  ];
  return ['--no-replace-objects', ...configuration.flatMap(asOption)];
}

/** The environment without variables that point git at another repository, and with those that stop it from waiting. */
function environment(directory: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (variable): variable is [string, string] =>
      variable[1] !== undefined && !/^GIT_(?!EXEC_PATH)/i.test(variable[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: dirname(directory),
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}
