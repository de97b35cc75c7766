/** A workflow command that the runner finds in what a step prints. */
export interface Command {
  readonly name: string;
  readonly properties: string;
  readonly data: string;
}

/** What .NET's TrimStart takes away. */
const leadingSpace = /^[\s\u0085]+/;

/** The names that the runner acts on (actions/runner, ActionCommandManager and its extensions). */
const names = new Set([
  ...[
    'add-mask',
    'add-matcher',
    'add-path',
    'debug',
    'echo',
    'endgroup',
    'error',
    'group',
    'internal-set-repo-path',
  ],
  ...['notice', 'remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning'],
]);

/**
 * The commands in a step's output, as the runner finds them line by line (actions/runner, ActionCommand.cs): the second
 * syntax, `::name properties::data` at the start of a line, and the first one, `##[name properties]data` anywhere in it.
 * No token is known, so a line that could resume commands is as harmless as any other.
 */
export function commandsIn(output: string): Command[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => secondSyntax(line) ?? firstSyntax(line) ?? []);
}

function secondSyntax(line: string): Command | undefined {
  const text = line.replace(leadingSpace, '');
  if (!text.startsWith('::')) return undefined;
  const end = text.indexOf('::', 2);
  return end < 0 ? undefined : command(text.slice(2, end), text.slice(end + 2));
}

function firstSyntax(line: string): Command | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? undefined : command(line.slice(start + 3, end), line.slice(end + 1));
}

function command(head: string, data: string): Command | undefined {
  const [name = '', ...properties] = head.split(' ');
  return names.has(name.toLowerCase())
    ? { name: name.toLowerCase(), properties: properties.join(' '), data }
    : undefined;
}
