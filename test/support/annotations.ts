import { commandsIn } from './runner-commands.ts';

/** What the runner shows beside the log. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly properties: string;
  readonly text: string;
}

/** The annotations in a step's log. */
export function annotationsIn(log: string): readonly Annotation[] {
  return commandsIn(log).flatMap(({ name, properties, data }) =>
    name === 'error' || name === 'warning' ? [{ level: name, properties, text: unescaped(data) }] : [],
  );
}

/** The data of a command as the runner reads it. */
function unescaped(data: string): string {
  return data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
