import { test } from 'node:test';
import type { Effect } from '../emulator/faults.ts';
import type { Service } from '../emulator/requests.ts';
import type { Job } from './job.ts';
import { holdMatrix } from './matrix.ts';
import type { Cell } from './table.ts';

/**
 * What becomes of a job when a call (row) meets a fault (column): throttling, HTTP 500, a proxy's page, a cut connection,
 * no answer, each before the call has had its effect and, where it is told apart, after; an expired session; no permission.
 *
 * deployed    green, and the deployment has succeeded
 * warned      the same, with a warning about what could not be read
 * registered  green, and there was nothing to deploy
 * nothing     red, and no deployment was created
 * stopped     red, and the deployment of the cancelled job was stopped
 * told        red, and the message says that the deployment goes on, and where it is
 */
const table = `
                               throttled  500       page      cut       hang        500, after  cut, after  hang, after  expired   denied
  HeadObject                   nothing    nothing   nothing   nothing   deployed    nothing     nothing     deployed     deployed  deployed
  GetObject                    deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     deployed  deployed
  PutObject                    nothing    nothing   nothing   nothing   deployed    deployed    deployed    deployed     nothing   nothing
  CreateMultipartUpload        nothing    nothing   nothing   nothing   deployed    nothing     nothing     deployed     nothing   nothing
  UploadPart                   nothing    nothing   nothing   nothing   deployed    nothing     nothing     deployed     nothing   nothing
  CompleteMultipartUpload      nothing    nothing   nothing   nothing   deployed    deployed    deployed    deployed     nothing   nothing
  AbortMultipartUpload         nothing    nothing   nothing   nothing   nothing     nothing     nothing     nothing      nothing   nothing
  GET commit of GitHub         warned     warned    warned    warned    deployed    warned      warned      deployed     nothing   warned
  ListDeployments              deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     nothing   warned
  GetDeploymentGroup           deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     nothing   warned
  CreateDeployment             deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     nothing   nothing
  GetDeployment                deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     told      stopped
  ListDeploymentTargets        deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     warned    warned
  BatchGetDeploymentTargets    deployed   deployed  deployed  deployed  deployed    deployed    deployed    deployed     warned    warned
  StopDeployment               stopped    stopped   stopped   stopped   stopped     stopped     stopped     stopped      told      told
  RegisterApplicationRevision  nothing    nothing   nothing   nothing   registered  nothing     nothing     registered   nothing   nothing
`;

const effects: Readonly<Record<string, Effect>> = {
  throttled: { kind: 'throttle' },
  500: { kind: 'status', status: 500 },
  page: { kind: 'status', status: 503, body: 'html' },
  cut: { kind: 'reset-before' },
  hang: { kind: 'hang' },
  '500, after': { kind: 'status', status: 500, after: true },
  'cut, after': { kind: 'reset-after' },
  'hang, after': { kind: 'hang', after: true },
  expired: { kind: 'expired-token' },
  denied: { kind: 'access-denied' },
};

/** More than the SDK repeats a request. What is denied stays so; a request that hangs takes 20 s. */
function timesOf(effect: Effect, row: string): number | 'always' {
  if (effect.kind === 'expired-token' || effect.kind === 'access-denied') return 'always';
  const isSentOnce = effect.kind === 'hang' || row === 'CreateDeployment';
  const atOnce = row === 'UploadPart' ? 2 : 1;
  return isSentOnce ? 1 : 6 * atOnce;
}

function serviceOf(row: string): Service {
  if (/Object$|Multipart|^UploadPart$/.test(row)) return 's3';
  return row.startsWith('GET') ? 'github' : 'codedeploy';
}

const commitOnGitHub = 'GET /repos/{owner}/{repo}/commits/{ref}';

function jobOf({ row, column }: Cell): Job {
  const effect = effects[column];
  if (!effect) throw new Error(`There is no fault ${column}.`);
  const service = serviceOf(row);
  const operation = service === 'github' ? commitOnGitHub : row;
  const job = { eventTime: 100, faults: [{ service, operation, effect, times: timesOf(effect, row) }] };
  switch (row) {
    case 'StopDeployment':
      return { ...job, eventTime: 60_000, interrupt: () => cancelWhenRunning };
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'CompleteMultipartUpload':
      return { ...job, isLarge: true };
    case 'AbortMultipartUpload':
      return {
        ...job,
        isLarge: true,
        faults: [...job.faults, { service, operation: 'UploadPart', effect: { kind: 'hang' } }],
        interrupt: ({ asked }) => ({
          onStart: (kill) => void asked('UploadPart').then(() => kill('SIGINT')),
        }),
      };
    case 'RegisterApplicationRevision':
      return { ...job, inputs: { 'deployment-group-name': '', 'register-only': 'true' } };
    case 'GET commit of GitHub':
      return { ...job, inputs: { 's3-bucket': '', 'github-token': 'token' } };
    default:
      return job;
  }
}

const cancelWhenRunning: ReturnType<NonNullable<Job['interrupt']>> = {
  onLine: (line, kill) => {
    if (line.includes('ApplicationStop: InProgress')) kill('SIGINT');
  },
};

test('every call, every fault', { timeout: 600_000 }, (t) => holdMatrix(t, { name: 'faults', table, jobOf }));
