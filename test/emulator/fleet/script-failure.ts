import type { Script } from './appspec/appspec.ts';
import type { Diagnostics } from './diagnostics.ts';
import { strerror } from './errno.ts';
import type { ScriptOutcome } from './script.ts';

export type ScriptFailure = Pick<Diagnostics, 'errorCode' | 'message'>;

/** What the agent says of a script that did not succeed; null when it did. `path` is the script's on the instance. */
export function scriptFailure(outcome: ScriptOutcome, script: Script, path: string): ScriptFailure | null {
  const subject = `Script at specified location: ${script.location}`;
  switch (outcome.kind) {
    case 'exited': {
      if (outcome.code === 0) return null;
      const user = script.runas === null ? '' : ` run as user ${script.runas}`;
      return {
        errorCode: 'ScriptFailed',
        message: `${subject}${user} failed with exit code ${outcome.code ?? ''}`,
      };
    }
    case 'timed out':
      return {
        errorCode: 'ScriptTimedOut',
        message: `${subject} failed to complete in ${script.timeout} seconds`,
      };
    case 'left open':
      // The agent's own code 6, for which the service's API has no name.
      return { errorCode: 'UnknownError', message: `${subject} failed to close ${outcome.stream}` };
    case 'not started': {
      const [program] = path.split(/\s/, 1);
      const reason = `${strerror(outcome.errno)} - ${program}`;
      return {
        errorCode: 'ScriptFailed',
        message: `${subject} failed with error Errno::${outcome.errno} with message ${reason}`,
      };
    }
  }
}

/** The script is not in the revision. `path` is where it should be on the instance. */
export function scriptMissing(path: string): ScriptFailure {
  return { errorCode: 'ScriptMissing', message: `Script does not exist at specified location: ${path}` };
}

/** The agent could not set the script's execute bit. */
export function scriptNotExecutable(script: Script): ScriptFailure {
  return {
    errorCode: 'ScriptNotExecutable',
    message: `Unable to set script at specified location: ${script.location} as executable`,
  };
}
