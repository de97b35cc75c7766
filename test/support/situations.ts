import type { Snapshot, Target } from '../../src/model/deployment.ts';
import { toOutcome } from '../../src/model/outcome.ts';
import { failureMessage } from '../../src/report/failure.ts';
import type { Report } from '../../src/report/report.ts';
import { base, tooManyFailed } from './reports.ts';
import { at, deployment, event, failed, noCounts, ran, snapshot, target } from './snapshots.ts';

const previousSha = '89abcdef0123456789abcdef0123456789abcdef';

const previous = {
  type: 'S3',
  bucket: 'releases',
  key: 'shop/1f46.zip',
  bundleType: 'zip',
  versionId: 'v.0',
} as const;

/** What the step had learned before it deployed. */
const ready: Report = {
  ...base,
  deploymentId: 'd-A1B2C3D4E',
  before: {
    current: deployment({
      id: 'd-K7MPR2TQX',
      revision: previous,
      description: 'acme/shop@89abcde [acme/shop/deploy.yml run 4700/1 #5f0c9a31]',
      completeTime: at(-10_000),
    }),
    failedSince: undefined,
  },
  changes: {
    deploymentId: 'd-K7MPR2TQX',
    repository: 'acme/shop',
    base: previousSha,
    head: base.commit?.sha ?? '',
    source: 'revision',
    isRelated: true,
    ahead: 3,
    behind: 0,
    subjects: ['Sell umbrellas (#12)', 'Sort the shelves', 'Sweep the floor'],
    changedPaths: undefined,
  },
};

const eventNames = [
  'ApplicationStop',
  'DownloadBundle',
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'ApplicationStart',
  'ValidateService',
];

/** `i-` and 17 hexadecimal digits, the last of which differ. */
export function idOf(number: number): string {
  return `i-000ac3cdf${(0x09da0983 + number * 0x1f3b5d7).toString(16).padStart(8, '0')}`;
}

/** Instances are deployed to so many at a time, each wave a second after the one before. */
interface Pace {
  readonly atOnce: number;
  readonly start?: number;
}

const durations = [3, 3, 3, 3, 3, 12, 7];
const stay = durations.reduce((sum, seconds) => sum + seconds, 0);

function startOf(index: number, { atOnce, start = 0 }: Pace): number {
  return start + Math.floor(index / atOnce) * (stay + 1);
}

function updated(index: number, pace: Pace): Target {
  let time = startOf(index, pace);
  const events = eventNames.map((name, number) => {
    const from = time;
    time += durations[number] ?? 0;
    return ran(name, [from, time]);
  });
  return target(idOf(index), 'Succeeded', events);
}

/** It ran so many events, and failed in the next. */
function broken(index: number, pace: Pace, { ranBefore, ...said }: Broken): Target {
  const whole = updated(index, pace).events;
  const last = whole[ranBefore];
  const begin = last?.startTime ?? at(0);
  const seconds = (begin.getTime() - at(0).getTime()) / 1000 + 60;
  const { name = '' } = last ?? {};
  return target(idOf(index), 'Failed', [
    ...whole.slice(0, ranBefore),
    { ...failed(name, seconds, said), startTime: begin },
    ...whole.slice(ranBefore + 1).map(({ name: later }) => event(later, 'Skipped')),
  ]);
}

interface Broken {
  readonly ranBefore: number;
  readonly errorCode: string;
  readonly scriptName: string;
  readonly message: string;
  readonly logTail: string;
}

const unhealthy: Broken = {
  ranBefore: 6,
  errorCode: 'ScriptFailed',
  scriptName: 'scripts/validate.sh',
  message: 'Script at specified location: scripts/validate.sh run as user root failed with exit code 1',
  logTail: [
    'LifecycleEvent - ValidateService',
    'Script - scripts/validate.sh',
    '[stdout]GET http://127.0.0.1:8080/health',
    ...[1, 2, 3, 4].map((attempt) => `[stdout]attempt ${attempt}/5: connection refused`),
    '[stdout]attempt 5/5: HTTP 503',
    "[stderr]Error: P1001: Can't reach database server at `shop-db.internal`:`5432`",
    '[stderr]    at async Database.connect (/srv/shop/dist/db.js:41:11)',
    '[stderr]health check failed: db=down cache=up',
    '',
  ].join('\n'),
};

const fullDisk: Broken = {
  ranBefore: 3,
  errorCode: 'UnknownError',
  scriptName: '',
  message: 'No space left on device @ rb_sysopen - /srv/shop/index.html',
  logTail: '',
};

const ended: Broken = {
  ranBefore: 5,
  errorCode: 'ScriptFailed',
  scriptName: 'scripts/start.sh',
  message: 'Script at specified location: scripts/start.sh failed with exit code ',
  logTail: 'LifecycleEvent - ApplicationStart\nScript - scripts/start.sh\n[stdout]warming the cache\n',
};

const skipped = (index: number) =>
  target(
    idOf(index),
    'Skipped',
    eventNames.map((name) => event(name, 'Skipped')),
  );

const inOrder = (size: number, make: (index: number) => Target) =>
  Array.from({ length: size }, (_, index) => make(index));

function countsOf(targets: readonly Target[]) {
  const count = (status: string) => targets.filter((each) => each.status === status).length;
  return {
    ...noCounts,
    succeeded: count('Succeeded'),
    failed: count('Failed'),
    skipped: count('Skipped'),
    pending: count('Pending'),
    inProgress: count('InProgress'),
    ready: count('Ready'),
  };
}

function lastEnd(targets: readonly Target[]): Date {
  const ends = targets.flatMap(({ events }) => events.flatMap(({ endTime }) => endTime?.getTime() ?? []));
  return new Date(Math.max(at(0).getTime(), ...ends));
}

function ending(
  known: Partial<Snapshot['deployment']>,
  targets: readonly Target[],
  more: Partial<Report> = {},
): Report {
  const seen = snapshot({ counts: countsOf(targets), completeTime: lastEnd(targets), ...known }, targets);
  const outcome = toOutcome(seen, true);
  const hasFailed = outcome === 'failed' || outcome === 'stopped';
  return {
    ...ready,
    snapshot: seen,
    outcome,
    ...(hasFailed && { failure: failureMessage(seen, more.rollback) }),
    ...more,
  };
}

const paceOf = (size: number): Pace => ({ atOnce: Math.max(1, Math.ceil(size / 12)) });

export const succeeded = (size: number) =>
  ending(
    {},
    inOrder(size, (index) => updated(index, paceOf(size))),
  );

/** A tenth of the instances fails, at least one; the rest after them is not reached. */
function failingTargets(size: number): Target[] {
  const pace = paceOf(size);
  const failing = Math.max(1, Math.floor(size / 10));
  const first = Math.floor(size / 3);
  return inOrder(size, (index) => {
    if (index < first) return updated(index, pace);
    if (index >= first + failing) return skipped(index);
    return broken(index, pace, index % 7 === 3 ? fullDisk : unhealthy);
  });
}

const failedKnown = { status: 'Failed', error: tooManyFailed } as const;

export const failing = (size: number) => ending(failedKnown, failingTargets(size));

const rollbackId = 'd-F5G6H7J8K';

function rollbackOf(size: number, known: Partial<Snapshot['deployment']> = {}, stuck = 0): Snapshot {
  const pace = { ...paceOf(size), start: 260 };
  const targets = inOrder(size, (index) =>
    index < size - stuck ? updated(index, pace) : broken(index, pace, unhealthy),
  );
  return snapshot(
    {
      id: rollbackId,
      revision: previous,
      createTime: at(260),
      completeTime: lastEnd(targets),
      counts: countsOf(targets),
      ...known,
    },
    targets,
  );
}

export const rolledBack = (size: number) =>
  ending({ ...failedKnown, rollbackDeploymentId: rollbackId }, failingTargets(size), {
    rollback: rollbackOf(size),
  });

const manualStop = { code: 'MANUAL_STOP', message: 'The deployment was stopped by user.' };

const stoppedTargets = inOrder(12, (index) => {
  const pace = paceOf(12);
  if (index < 5) return updated(index, pace);
  return index === 5 ? broken(index, pace, ended) : skipped(index);
});

const stopped = (more: Partial<Report>, known: Partial<Snapshot['deployment']> = {}) =>
  ending({ status: 'Stopped', error: manualStop, ...known }, stoppedTargets, more);

const blueGreen = (status: string, known: Partial<Snapshot['deployment']>, isShifted: boolean) => {
  const green = inOrder(3, (index) => {
    const { events, ...rest } = updated(index, { atOnce: 3 });
    const traffic = isShifted
      ? [
          ran('BeforeAllowTraffic', [34, 36]),
          ran('AllowTraffic', [36, 80]),
          ran('AfterAllowTraffic', [80, 81]),
        ]
      : ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'].map((name) => event(name, 'Pending'));
    return {
      ...rest,
      label: 'Green',
      status: isShifted ? 'Succeeded' : 'Ready',
      events: [...events, ...traffic],
    };
  });
  const blue = inOrder(3, (index) => ({
    ...target(
      idOf(index + 100),
      isShifted ? 'Succeeded' : 'Pending',
      isShifted
        ? [
            ran('BeforeBlockTraffic', [81, 82]),
            ran('BlockTraffic', [82, 112]),
            ran('AfterBlockTraffic', [112, 113]),
          ]
        : ['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic'].map((name) => event(name, 'Pending')),
    ),
    label: 'Blue',
  }));
  const targets = [...green, ...blue];
  return ending({ status, counts: countsOf(targets), completeTime: undefined, ...known }, targets, {
    now: at(120),
  });
};

const run = { workflow: 'acme/shop/deploy.yml', id: 4712, attempt: 1 };

/** A report of each kind of ending, with fleets that are as large as the number in its name. */
export const situations: Readonly<Record<string, Report>> = {
  'success-1': succeeded(1),
  'success-3': succeeded(3),
  'success-30': succeeded(30),
  'success-300': succeeded(300),
  'failure-1': failing(1),
  'failure-3': failing(3),
  'failure-30': failing(30),
  'failure-300': failing(300),
  'rolled-back-12': rolledBack(12),
  'rolled-back-300': rolledBack(300),
  'rollback-failed-12': ending({ ...failedKnown, rollbackDeploymentId: rollbackId }, failingTargets(12), {
    rollback: rollbackOf(12, { status: 'Failed', error: tooManyFailed }, 2),
  }),
  'cancelled-12': stopped({
    intervention: { why: 'The job was cancelled.', policy: 'stop', input: 'on-cancel' },
  }),
  'timeout-12': stopped(
    {
      intervention: {
        why: 'The deployment was not done within 3m (timeout).',
        policy: 'rollback',
        input: 'on-timeout',
      },
      rollback: rollbackOf(12),
    },
    { rollbackDeploymentId: rollbackId },
  ),
  'stopped-by-another-run-12': stopped({ successor: { deploymentId: 'd-N3W3R0N35', run } }),
  'stopped-by-somebody-12': stopped({}),
  'stopped-on-alarm-12': stopped({}, { error: { code: 'ALARM_ACTIVE', message: 'Alarms: errors' } }),
  'partial-success-30': ending(
    {},
    inOrder(30, (index) =>
      index % 15 === 7 ? broken(index, paceOf(30), unhealthy) : updated(index, paceOf(30)),
    ),
  ),
  'blue-green-waiting': blueGreen('Ready', {}, false),
  'blue-green-shifted': blueGreen('InProgress', { terminationWaitStarted: true }, true),
  'waited-1': {
    ...succeeded(1),
    overlaps: [
      {
        deploymentId: 'd-0V3RL4PPD',
        isStopped: false,
        run: { ...run, id: 4710 },
        status: 'Succeeded',
        waited: 721_000,
      },
    ],
  },
  'no-instances': ending(
    {
      status: 'Failed',
      completeTime: at(2),
      error: { code: 'NO_INSTANCES', message: 'The deployment failed because no instances were found.' },
    },
    [],
  ),
  'left-12': ending(
    { status: 'InProgress', completeTime: undefined },
    inOrder(12, (index) => {
      if (index < 5) return updated(index, paceOf(12));
      return target(idOf(index), index === 5 ? 'InProgress' : 'Pending', [
        event('ApplicationStop', index === 5 ? 'InProgress' : 'Pending'),
      ]);
    }),
    {
      outcome: 'interrupted',
      now: at(200),
      intervention: { why: 'The job was cancelled.', policy: 'leave', input: 'on-cancel' },
      failure: 'The job was cancelled. The deployment goes on (on-cancel is leave).',
    },
  ),
  registered: { ...base, deploymentGroupName: undefined },
  refused: {
    ...base,
    revision: undefined,
    before: ready.before,
    failure: 'There is no appspec.yml in path "app" of the commit.\nSet appspec, or path.',
  },
  'dry-run': {
    ...ready,
    deploymentId: undefined,
    findings: [
      {
        severity: 'warning',
        text: 'This blue/green group waits until somebody continues the deployment; after 45m without that, it is stopped.',
      },
      {
        severity: 'note',
        text: 'Nothing rolls back: when the deployment fails, the instances stay as it left them.',
      },
    ],
    plan: {
      revision: base.revision ?? previous,
      sha256: 'a'.repeat(64),
      bundle: { files: 5, size: 1200, largest: { path: 'appspec.yml', size: 90 } },
      found: 'nothing',
      settings: undefined,
      current: ready.before?.current,
      request: {
        operation: 'CreateDeployment',
        input: { applicationName: 'shop', description: 'A release' },
      },
    },
  },
};
