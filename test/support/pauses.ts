import { syncBuiltinESMExports } from 'node:module';
import type { TestContext } from 'node:test';
import timers from 'node:timers/promises';

const pause = timers.setTimeout;

/** Until the test ends, a pause of what it tests is over at once, and the clock shows a time that is later by it. */
export function skipPauses(t: TestContext): void {
  const { mock } = t;
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  mock.method(timers, 'setTimeout', async <T>(...[time = 0, value, options]: Parameters<typeof pause<T>>) => {
    await pause(0, undefined, options);
    mock.timers.tick(time);
    return value;
  });
  // What was imported by name is replaced as well.
  syncBuiltinESMExports();
  t.after(() => {
    mock.restoreAll();
    mock.timers.reset();
    syncBuiltinESMExports();
  });
}
