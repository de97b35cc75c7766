import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Effect } from '../emulator/faults.ts';
import type { Stage } from '../scenarios/stage.ts';
import type { Step } from '../support/runner.ts';
import type { Job } from './job.ts';
import { holdMatrix } from './matrix.ts';
import type { Cell } from './table.ts';

/**
 * What becomes of a job that is cancelled (on-cancel: stop) at a point (row), by signals (column). The runner sends SIGINT,
 * SIGTERM 7.5 s later and SIGKILL after 2.5 s more; a container, or a machine that dies, gives no notice.
 *
 * nothing   no deployment was created
 * stopped   the deployment was stopped, by the main step or by the post step, and the report says so
 * deployed  the deployment had succeeded before, and the report says so
 */
const table = `
                                 SIGINT    SIGTERM   runner    SIGINT, SIGKILL  SIGKILL   SIGKILL, SIGINT to post
  while the bundle is packed     nothing   nothing   nothing   nothing          nothing   nothing
  while it is uploaded           nothing   nothing   nothing   nothing          nothing   nothing
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
`;

type Kill = (signal: NodeJS.Signals) => void;

/** Sends the signals of a column. */
async function send(column: string, kill: Kill): Promise<void> {
  if (column.startsWith('SIGKILL')) return kill('SIGKILL');
  if (column === 'SIGTERM') return kill('SIGTERM');
  kill('SIGINT');
  if (column === 'SIGINT, SIGKILL') await delay(100).then(() => kill('SIGKILL'));
  if (column !== 'runner') return;
  await delay(7_500).then(() => kill('SIGTERM'));
  await delay(2_500).then(() => kill('SIGKILL'));
}

function onLine(text: string, then: (kill: Kill) => unknown): Partial<Step> {
  let isSeen = false;
  return {
    onLine: (line, kill) => {
      if (isSeen || !line.includes(text)) return;
      isSeen = true;
      then(kill);
    },
  };
}

/** Where the signals are sent: at a line of the log, or when CodeDeploy or S3 has got a call that it does not answer. */
interface Point {
  readonly line?: string;
  readonly call?: string;
  readonly effect?: Effect;
}

const hang: Effect = { kind: 'hang' };
const hangAfter: Effect = { kind: 'hang', after: true };

const points: Readonly<Record<string, Point>> = {
  'while the bundle is packed': { line: 'Commit ' },
  'while it is uploaded': { call: 'PutObject', effect: hang },
  'while the group is read': { call: 'ListDeployments', effect: hang },
  'while another deployment runs': { line: 'Waiting for' },
  'CreateDeployment on its way': { call: 'CreateDeployment', effect: hang },
  'CreateDeployment in effect': { call: 'CreateDeployment', effect: hangAfter },
  'just after its answer': { line: ' created' },
  'while it is watched': { line: 'ApplicationStop: InProgress' },
  'GetDeployment unanswered': { call: 'GetDeployment', effect: hang },
  'BatchGet… unanswered': { call: 'BatchGetDeploymentTargets', effect: hang },
  'StopDeployment unanswered': { call: 'StopDeployment', effect: hang },
  'StopDeployment in effect': { call: 'StopDeployment', effect: hangAfter },
  'when it has ended': { line: '(1 succeeded)' },
};

function jobOf({ row, column }: Cell): Job {
  const { line, call = '', effect } = points[row] ?? {};
  const interrupt = ({ asked }: Stage): Partial<Step> => {
    if (line !== undefined) return onLine(line, (kill) => send(column, kill));
    const whenAsked = (kill: Kill) => void asked(call).then(() => send(column, kill));
    if (call !== 'StopDeployment') return { onStart: whenAsked };
    return { ...onLine('ApplicationStop: InProgress', (kill) => kill('SIGINT')), onStart: whenAsked };
  };
  return {
    eventTime: row === 'when it has ended' ? 50 : 60_000,
    overlapping: row === 'while another deployment runs',
    interrupt,
    ...(effect && {
      faults: [{ service: call === 'PutObject' ? 's3' : 'codedeploy', operation: call, effect }],
    }),
    ...(column.endsWith('to post') && {
      interruptPost: onLine('', (kill) => kill('SIGINT')),
    }),
  };
}

test('every point, every signal', { timeout: 600_000 }, (t) =>
  holdMatrix(t, { name: 'cancels', table, jobOf }),
);
