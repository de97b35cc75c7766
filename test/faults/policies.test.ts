import { test } from 'node:test';
import type { Job } from './job.ts';
import { holdMatrix } from './matrix.ts';
import { faultsAt, interruptionAt } from './points.ts';
import type { Cell } from './table.ts';

/**
 * What becomes of a deployment that a policy (column) meets at a point (row): on-cancel of a job that is cancelled or
 * whose step is killed, on-timeout of one that is out of time. The group runs an earlier revision.
 *
 * stopped      the deployment was stopped, and the report says so
 * rolled back  it was stopped, the earlier revision is deployed again, and the report says so
 * told         it goes on, and the report says so
 * deployed     it had succeeded before, and the report says so
 */
const table = `
                               SIGINT: rollback  SIGINT: leave  SIGKILL: rollback  SIGKILL: leave  timeout: stop  timeout: rollback  timeout: leave
  CreateDeployment in effect   rolled back       told           rolled back        told            stopped        rolled back        told
  just after its answer        rolled back       told           rolled back        told            -              -                  -
  while it is watched          rolled back       told           rolled back        told            stopped        rolled back        told
  BatchGet… unanswered         rolled back       told           rolled back        told            stopped        rolled back        told
  StopDeployment unanswered    rolled back       -              rolled back        -               stopped        rolled back        -
  StopDeployment in effect     rolled back       -              rolled back        -               stopped        rolled back        -
  when it has ended            deployed          deployed       deployed           deployed        -              -                  -
`;

function jobOf({ row, column }: Cell): Job {
  const [what = '', policy = ''] = column.split(': ');
  const job = { eventTime: row === 'when it has ended' ? 50 : 60_000, isRunning: true };
  if (what !== 'timeout') return { ...job, ...interruptionAt(row, what), inputs: { 'on-cancel': policy } };
  return { ...job, faults: faultsAt(row), inputs: { 'on-timeout': policy, timeout: '10s' } };
}

test('every policy', { timeout: 600_000 }, (t) => holdMatrix(t, { name: 'policies', table, jobOf }));
