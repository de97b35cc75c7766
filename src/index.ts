import { error as annotate, getInput } from '@actions/core';
import { readContext } from './context.ts';
import { Interruption } from './deployment/conclusion.ts';
import { messageOf } from './errors.ts';
import { readInputs } from './inputs.ts';
import { main } from './main.ts';

/** The runner sends SIGINT when the job is cancelled, and SIGTERM 7.5 s later. */
const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cancel.abort(new Interruption('cancel')));
}

try {
  await main({ inputs: readInputs(getInput), context: readContext(process.env), cancel: cancel.signal });
} catch (error) {
  process.exitCode = 1;
  annotate(messageOf(error), { title: 'CodeDeploy' });
}
