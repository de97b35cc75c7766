import { error as annotate, getInput } from '@actions/core';
import { readContext } from './context.ts';
import { Interruption } from './deployment/interruption.ts';
import { messageOf } from './errors.ts';
import { readInputs } from './inputs.ts';
import { main } from './main.ts';
import { post } from './post.ts';

/** The runner sends SIGINT when the job is cancelled, and SIGTERM 7.5 s later. */
const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cancel.abort(new Interruption('cancel')));
}

const context = readContext(process.env);
try {
  // post.js, which the runner starts after the job, says which it is.
  if (process.argv[2] === 'post') await post(context);
  else await main({ inputs: readInputs(getInput), context, cancel: cancel.signal });
} catch (error) {
  process.exitCode = 1;
  annotate(messageOf(error), { title: 'CodeDeploy' });
}
