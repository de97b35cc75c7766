import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { deadline, Interruption } from '../../../src/control/cancellation.ts';
import { type Deadlines, deadlinesAfter } from '../../../src/steps/deadlines.ts';

/** What is still done so many seconds after an interruption, of a step with a timeout of 20 minutes. */
function stillDone(interrupt: 'cancel' | 'timeout', seconds: number): string[] {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    const twentyMinutes = 20 * 60_000;
    const cancel = new AbortController();
    const limits: Deadlines = deadlinesAfter(
      { cancel: cancel.signal, timeout: deadline(twentyMinutes) },
      twentyMinutes,
    );
    if (interrupt === 'cancel') cancel.abort(new Interruption('cancel'));
    else mock.timers.tick(twentyMinutes);
    mock.timers.tick(seconds * 1_000);
    return Object.entries(limits).flatMap(([name, signal]) => (signal.aborted ? [] : [name]));
  } finally {
    mock.timers.reset();
  }
}

for (const [interrupt, seconds, names] of [
  ['cancel', 2, ['answer', 'search', 'end', 'rollback']],
  ['cancel', 4, ['search', 'end', 'rollback']],
  ['cancel', 7, ['end', 'rollback']],
  ['cancel', 8, []],
  ['timeout', 19, ['answer', 'search', 'end', 'rollback']],
  ['timeout', 39, ['search', 'end', 'rollback']],
  ['timeout', 59, ['end', 'rollback']],
  ['timeout', 20 * 60, ['rollback']],
  ['timeout', 21 * 60, []],
] as const) {
  test(`${seconds} s after a ${interrupt}: ${names.join(', ') || 'nothing more'}`, () => {
    assert.deepEqual(stillDone(interrupt, seconds), names);
  });
}
