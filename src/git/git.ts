import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { getExecOutput } from '@actions/exec';
import { ActionError } from '../control/errors.ts';
import { singleLine } from '../text/escape.ts';

/** Where git runs, and what ends it. */
export interface Repository {
  /** Top of the checkout, without symbolic links. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const longestComplaint = 4096;

/** Runs a git command whose output is small. A failure of the command is a result, not an error. */
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
  /** Written to git. */
  readonly input?: Iterable<string> | AsyncIterable<string>;
  /** Settings, `name=value`, that go before the repository's own. */
  readonly settings?: readonly string[];
  /** The index file to use in place of the repository's. */
  readonly index?: string;
}

/**
 * Runs a git command and gives its output as it is read. The output ends only when git succeeded, so what ends is
 * complete.
 * @throws ActionError, where the output would end, when git failed.
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
  let complaint = '';
  git.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, longestComplaint);
  });
  const succeeded = new Promise<void>((resolve, reject) => {
    git.once('error', (error) => reject(signal.aborted ? signal.reason : error));
    git.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else reject(new ActionError(failure(args, singleLine(complaint) || `ended with ${killedBy ?? code}`)));
    });
  });
  const written = pipeline(input, git.stdin);
  // They are awaited at the end of the output only, and not at all by a reader that stops before.
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
  const filter = `${name === undefined ? 'A filter' : `The filter ${name}`} of .gitattributes`;
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
    // In a container, the checkout belongs to another user than the one that the step runs as. Git before 2.38 heeds this
    // in its global file alone.
    `safe.directory=${directory}`,
    'core.quotePath=off',
    // The machine's own attributes, which would make another bundle of the same commit.
    'core.attributesFile=',
    // From this size on, git streams a blob instead of holding it in memory.
    'core.bigFileThreshold=4m',
  ];
  return ['--no-replace-objects', ...configuration.flatMap(asOption)];
}

/** The environment without what could point git at another repository, and with what keeps it from waiting for anything. */
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
