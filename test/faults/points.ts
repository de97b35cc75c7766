import { setTimeout as delay } from 'node:timers/promises';
import type { Effect, Fault } from '../emulator/faults.ts';
import type { Stage } from '../scenarios/stage.ts';
import type { Step } from '../support/runner.ts';
import type { Job } from './job.ts';

type Kill = (signal: NodeJS.Signals) => void;

/** Sends signals as the runner does, or as a column names them. */
async function send(column: string, kill: Kill): Promise<void> {
  if (column.startsWith('SIGKILL')) return kill('SIGKILL');
  if (column === 'SIGTERM') return kill('SIGTERM');
  kill('SIGINT');
  if (column === 'SIGINT, SIGKILL') await delay(100).then(() => kill('SIGKILL'));
  if (column !== 'runner') return;
  await delay(7_500).then(() => kill('SIGTERM'));
  await delay(2_500).then(() => kill('SIGKILL'));
}

export function onLine(text: string, then: (kill: Kill) => unknown): Partial<Step> {
  let isSeen = false;
  return {
    onLine: (line, kill) => {
      if (isSeen || !line.includes(text)) return;
      isSeen = true;
      then(kill);
    },
  };
}

/** Where signals are sent: at a line of the log, or when CodeDeploy or S3 has got a call that it does not answer. */
interface Point {
  readonly line?: string;
  readonly call?: string;
  readonly effect?: Effect;
  /** The bundle is uploaded in parts. */
  readonly isLarge?: boolean;
}

const hang: Effect = { kind: 'hang' };
const hangAfter: Effect = { kind: 'hang', after: true };

const points: Readonly<Record<string, Point>> = {
  'while the bundle is packed': { line: 'Commit ' },
  'while it is uploaded': { call: 'PutObject', effect: hang },
  'while an upload begins': { call: 'CreateMultipartUpload', effect: hang, isLarge: true },
  'while parts are uploaded': { call: 'UploadPart', effect: hang, isLarge: true },
  'while the parts are joined': { call: 'CompleteMultipartUpload', effect: hang, isLarge: true },
  'the parts are joined': { call: 'CompleteMultipartUpload', effect: hangAfter, isLarge: true },
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
  'when it is let go': { line: 'the step is done' },
  'while the summary is written': {},
};

/** The part of a job that sends the signals of `column` at a point. */
export function interruptionAt(row: string, column: string): Pick<Job, 'interrupt' | 'faults' | 'isLarge'> {
  const { line, call = '', isLarge = false } = points[row] ?? {};
  const interrupt = ({ asked, emulator }: Stage): Partial<Step> => {
    if (line !== undefined) return onLine(line, (kill) => send(column, kill));
    if (call === '') return { onSummary: (kill) => void send(column, kill) };
    const before = emulator.requests.filter(({ operation }) => operation === call).length;
    const whenAsked = (kill: Kill) => void asked(call, before + 1).then(() => send(column, kill));
    if (call !== 'StopDeployment') return { onStart: whenAsked };
    return { ...onLine('ApplicationStop: InProgress', (kill) => kill('SIGINT')), onStart: whenAsked };
  };
  return { interrupt, isLarge, faults: faultsAt(row) };
}

/** What keeps a job at a point. */
export function faultsAt(row: string): Fault[] {
  const { call: operation = '', effect } = points[row] ?? {};
  const service = /Object$|Multipart|^UploadPart$/.test(operation) ? 's3' : 'codedeploy';
  return effect ? [{ service, operation, effect }] : [];
}
