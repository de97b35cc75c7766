/** What an agent reports about one lifecycle event on its instance. */
export interface Diagnostics {
  readonly errorCode:
    | 'Success'
    | 'ScriptMissing'
    | 'ScriptNotExecutable'
    | 'ScriptTimedOut'
    | 'ScriptFailed'
    | 'UnknownError';
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

/** The space at the message's end is the agent's; the log of a successful event is not reported. */
export const SUCCEEDED: Diagnostics = {
  errorCode: 'Success',
  scriptName: '',
  message: 'Succeeded: ',
  logTail: '',
};

/** An event that failed outside its scripts: the download, the AppSpec file, the installation. */
export function unknownError(message: string): Diagnostics {
  return { errorCode: 'UnknownError', scriptName: '', message, logTail: '' };
}
