import { error as annotate } from '@actions/core';
import { readContext } from './actions/context.ts';
import { Interruption } from './control/cancellation.ts';
import { messageOf } from './control/errors.ts';
import { main } from './main.ts';
import { post } from './post.ts';
import { setUp } from './steps/setup.ts';
import { isAfterMain } from './steps/state.ts';
import { annotationText } from './text/escape.ts';

/** The runner sends SIGINT when the job is cancelled, and SIGTERM 7.5 s later. */
const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => cancel.abort(new Interruption('cancel')));
}

const context = readContext(process.env);
try {
  // post.js passes `post`. The saved state of a main step also marks a post step.
  if (process.argv[2] === 'post' || isAfterMain()) await post(context);
  else await main({ ...(await setUp(context)), context, cancel: cancel.signal });
} catch (error) {
  process.exitCode = 1;
  annotate(annotationText(messageOf(error)), { title: 'CodeDeploy' });
}
