import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Script } from './appspec/appspec.ts';

export type Command = readonly [string, ...string[]];

/** Characters for which Ruby gives a command line to the shell; without them it splits it at spaces. */
const SHELL_CHARACTERS = /[*?{}[\]<>()~&|\\$;'`"\n#=%]/;

/**
 * The command line that the agent makes of a hook script, with its treatment of spaces. `path` is the script's path on
 * the instance, `directory` the host directory that serves as the instance's root.
 */
export function scriptCommand(script: Script, path: string, directory: string): Command {
  const shellPath = `${quote(directory)}${path}`;
  if (script.runas !== null && isOtherUser(script.runas)) return switchUser(script.runas, shellPath);
  if (SHELL_CHARACTERS.test(path)) return ['/bin/sh', '-c', shellPath];
  const [program = '', ...args] = path.split(/\s+/);
  return [`${directory}${program}`, ...args];
}

/** Only root can become someone else; for anyone else the scripts run as the emulator's own user. */
function isOtherUser(user: string): boolean {
  return !['', 'root', userInfo().username].includes(user);
}

function switchUser(user: string, shellPath: string): Command {
  if (!userNames().includes(user)) {
    const message = `su: user ${user} does not exist or the user entry does not contain all the required fields`;
    return ['/bin/sh', '-c', `echo ${quote(message)} >&2; exit 1`];
  }
  return process.getuid?.() === 0 ? ['su', user, '-c', shellPath] : ['/bin/sh', '-c', shellPath];
}

function userNames(): readonly string[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':', 1)[0] ?? '');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
