import { test } from 'node:test';
import type { Job } from './job.ts';
import { holdMatrix } from './matrix.ts';
import { interruptionAt, onLine } from './points.ts';
import type { Cell } from './table.ts';

/**
 * What becomes of a job that is cancelled (on-cancel: stop) at a point (row), by signals (column). The runner sends SIGINT,
 * SIGTERM 7.5 s later and SIGKILL after 2.5 s more; a container, or a machine that dies, gives no notice.
 *
 * nothing   no deployment was created
 * stopped   the deployment was stopped, by the main step or by the post step, and the report says so
 * deployed  the deployment had succeeded before, and the report says so
 * told      the deployment goes on, as wait-for: none wants it, and the report says so
 */
const table = `
                                 SIGINT    SIGTERM   runner    SIGINT, SIGKILL  SIGKILL   SIGKILL, SIGINT to post
  while the bundle is packed     nothing   nothing   nothing   nothing          nothing   nothing
  while it is uploaded           nothing   nothing   nothing   nothing          nothing   nothing
  while an upload begins         nothing   nothing   nothing   nothing          nothing   nothing
  while parts are uploaded       nothing   nothing   nothing   nothing          nothing   nothing
  while the parts are joined     nothing   nothing   nothing   nothing          nothing   nothing
  the parts are joined           nothing   nothing   nothing   nothing          nothing   nothing
  while the group is read        nothing   nothing   nothing   nothing          nothing   nothing
  while another deployment runs  nothing   nothing   nothing   nothing          nothing   nothing
  CreateDeployment on its way    nothing   nothing   nothing   nothing          nothing   nothing
  CreateDeployment in effect     stopped   stopped   stopped   stopped          stopped   stopped
  just after its answer          stopped   stopped   stopped   stopped          stopped   stopped
  while it is watched            stopped   stopped   stopped   stopped          stopped   stopped
  GetDeployment unanswered       stopped   stopped   stopped   stopped          stopped   stopped
  BatchGet… unanswered           stopped   stopped   stopped   stopped          stopped   stopped
  StopDeployment unanswered      stopped   stopped   stopped   stopped          stopped   stopped
  StopDeployment in effect       stopped   stopped   stopped   stopped          stopped   stopped
  when it has ended              deployed  deployed  deployed  deployed         deployed  deployed
  while the summary is written   deployed  deployed  deployed  deployed         deployed  deployed
  when it is let go              told      told      told      told             told      told
`;

function jobOf({ row, column }: Cell): Job {
  const isEnding = row === 'when it has ended' || row === 'while the summary is written';
  return {
    eventTime: isEnding ? 50 : 60_000,
    overlapping: row === 'while another deployment runs',
    ...interruptionAt(row, column),
    ...(row === 'when it is let go' && { inputs: { 'wait-for': 'none' } }),
    ...(column.endsWith('to post') && {
      interruptPost: onLine('', (kill) => kill('SIGINT')),
    }),
  };
}

test('every point, every signal', { timeout: 600_000 }, (t) =>
  holdMatrix(t, { name: 'cancels', table, jobOf }),
);
