/** Says what is wrong with the options of a command. */
export class UsageError extends Error {}

/**
 * What `read` makes of the arguments of this process. `--help` prints the usage and ends the process. Options that
 * `read` does not take end it too, with one line that says what is wrong, the usage, and exit code 2.
 */
export function readCommandLine<T>(usage: string, read: (args: string[]) => T): T {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return read(args);
  } catch (error) {
    process.stderr.write(`${whatIsWrong(error)}.\n\n${usage}`);
    process.exit(2);
  }
}

/** In one sentence. Errors of another kind than a UsageError, or one of parseArgs, are thrown on. */
function whatIsWrong(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))
    return error.message.split(/\.? *\n|\. /)[0] ?? '';
  throw error;
}
