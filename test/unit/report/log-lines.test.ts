import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine, standing } from '../../../src/deployment/describe.ts';
import type { LifecycleEvent, Snapshot } from '../../../src/model/deployment.ts';
import { changeLines, endLine } from '../../../src/report/log-lines.ts';
import { at, event, failed, noCounts, ran, snapshot, target } from '../../support/snapshots.ts';
import { testName } from '../../support/test-name.ts';

const running = (...events: LifecycleEvent[]) =>
  snapshot({ status: 'InProgress' }, [target('i-1', 'InProgress', events)]);

const failure = {
  errorCode: 'ScriptFailed',
  scriptName: 'start.sh',
  message: 'exit code 1',
  logTail: 'a\n\nb\n',
};

const cases: [string, Snapshot | undefined, Snapshot, string[]][] = [
  [
    'the first snapshot tells the status',
    undefined,
    snapshot({ status: 'Created' }),
    ['Deployment d-A1B2C3D4E: Created'],
  ],
  ['nothing changed: nothing is said', running(ran('Install', [0, 1])), running(ran('Install', [0, 1])), []],
  [
    'events that have not begun are no news',
    snapshot({ status: 'InProgress' }),
    running(event('Install', 'Pending')),
    [],
  ],
  [
    'an event that began',
    running(event('Install', 'Pending')),
    running(event('Install', 'InProgress', { startTime: at(0) })),
    ['i-1  Install: InProgress'],
  ],
  [
    'an event that ended, with its duration',
    running(event('Install', 'InProgress')),
    running(ran('Install', [0, 75])),
    ['i-1  Install: Succeeded (1m 15s)'],
  ],
  [
    'an event without times',
    running(event('Install', 'InProgress')),
    running(event('Install', 'Succeeded')),
    ['i-1  Install: Succeeded'],
  ],
  ['a clock that went back', running(), running(ran('Install', [9, 3])), ['i-1  Install: Succeeded']],
  [
    'events that came and went between two polls',
    running(),
    running(ran('BeforeInstall', [0, 1]), ran('Install', [1, 3]), event('AfterInstall', 'InProgress')),
    ['i-1  BeforeInstall: Succeeded (1s)', 'i-1  Install: Succeeded (2s)', 'i-1  AfterInstall: InProgress'],
  ],
  [
    'a status that CodeDeploy may add',
    running(),
    running(event('Install', 'Retrying')),
    ['i-1  Install: Retrying'],
  ],
  [
    'a failed script with its output',
    running(),
    running(failed('Install', 2, failure)),
    ['i-1  Install: Failed (2s), start.sh: ScriptFailed: exit code 1', '  | a', '  | ', '  | b'],
  ],
  [
    'a failure that nobody explains',
    running(),
    running(event('Install', 'Failed')),
    ['i-1  Install: Failed'],
  ],
  [
    'some events skipped',
    running(ran('Install', [0, 1])),
    running(ran('Install', [0, 1]), event('AfterInstall', 'Skipped'), event('ApplicationStart', 'Skipped')),
    ['i-1  Skipped: AfterInstall, ApplicationStart'],
  ],
  [
    'all events skipped',
    snapshot({ status: 'Failed' }),
    snapshot({ status: 'Failed' }, [
      target('i-1', 'Skipped', [event('Install', 'Skipped'), event('AfterInstall', 'Skipped')]),
    ]),
    ['i-1  Skipped: all events'],
  ],
  [
    'a new status comes before what the instances do',
    snapshot({ status: 'Created' }),
    running(event('Install', 'InProgress')),
    ['Deployment d-A1B2C3D4E: InProgress', 'i-1  Install: InProgress'],
  ],
  [
    'the end is not among the events',
    running(),
    snapshot({ status: 'Failed', counts: { ...noCounts, failed: 1, skipped: 2 } }, [
      target('i-1', 'Failed', [event('Install', 'Failed')]),
    ]),
    ['i-1  Install: Failed'],
  ],
  [
    'hostile names and output',
    undefined,
    snapshot({ id: '##[group]', status: '::error::x\n::debug::y' }, [
      target('::set-output name=a::b', 'Failed', [
        failed('##[error]', 0, {
          errorCode: '::x::',
          message: 'a\r::save-state name=a::b',
          logTail: '::stop-commands::t\r##[add-mask]e\n\u202e::notice::n',
        }),
      ]),
    ]),
    [
      'Deployment ## [group]: : :error::x ::debug::y',
      ': :set-output name=a::b  ## [error]: Failed (2s), : :x::: a ::save-state name=a::b',
      '  | ::stop-commands::t',
      '  | ## [add-mask]e',
      '  | ::notice::n',
    ],
  ],
];

for (const [what, before, now, lines] of cases) {
  test(`log: ${what}`, () => assert.deepEqual(changeLines(before, now), lines));
}

const failing = (id: string, logTail: string) => target(id, 'Failed', [failed('Install', 0, { logTail })]);

test('the line about the end has the counts', () => {
  const ended = snapshot({ status: 'Failed', counts: { ...noCounts, failed: 1, skipped: 2 } });
  assert.equal(endLine(ended), 'Deployment d-A1B2C3D4E: Failed (1 failed, 2 skipped)');
  assert.equal(endLine(snapshot({ status: 'InProgress' })), undefined);
});

test('log: the same output is shown once, and only a few different ones', () => {
  const first = snapshot({ status: 'InProgress' }, [failing('i-1', 'a'), failing('i-2', 'a\n')]);
  const all = Array.from({ length: 11 }, (_, number) => failing(`j-${number}`, `output ${number}`));
  const later = snapshot({ status: 'InProgress' }, [...first.targets, failing('i-3', 'a'), ...all]);
  assert.deepEqual(changeLines({ ...first, targets: [] }, first), [
    'i-1  Install: Failed (2s)',
    '  | a',
    'i-2  Install: Failed (2s) (output as on i-1)',
  ]);
  const lines = changeLines(first, later);
  assert.deepEqual(lines.slice(0, 3), [
    'i-3  Install: Failed (2s) (output as on i-1)',
    'j-0  Install: Failed (2s)',
    '  | output 0',
  ]);
  assert.deepEqual(lines.slice(-2), [
    'j-9  Install: Failed (2s) (its output is in the job summary)',
    'j-10  Install: Failed (2s) (its output is in the job summary)',
  ]);
});

test('log: a script that was ended with the deployment is interrupted', () => {
  const killed = { errorCode: 'ScriptFailed', scriptName: 'start.sh', message: 'failed with exit code ' };
  const now = running(failed('ApplicationStart', 2, killed));
  assert.deepEqual(changeLines(running(), now, { isStopping: true }), [
    'i-1  ApplicationStart: interrupted, start.sh',
  ]);
  const own = running(failed('ApplicationStart', 2, { ...killed, message: 'failed with exit code 3' }));
  assert.match(changeLines(running(), own, { isStopping: true })[0] ?? '', /Failed .* exit code 3$/);
});

/** What the log tells of a fleet that is deployed to one after the other; every tenth instance fails. */
function logOfFleet(size: number): string[] {
  const targets = Array.from({ length: size }, (_, index) =>
    index % 10 === 9
      ? failing(`i-${index}`, `disk full\n${'detail\n'.repeat(30)}`)
      : target(`i-${index}`, 'Succeeded', [ran('Install', [0, 1])]),
  );
  const states = Array.from({ length: size + 1 }, (_, done) =>
    snapshot(
      {
        status: 'InProgress',
        counts: {
          ...noCounts,
          succeeded: done - Math.floor(done / 10),
          failed: Math.floor(done / 10),
          pending: size - done,
        },
      },
      targets.map((each, index) => (index < done ? each : target(each.id, 'Pending'))),
    ),
  );
  return states.flatMap((state, index) => changeLines(states[index - 1], state, { elapsed: index * 1000 }));
}

test('log: a large fleet is told by its counts, and its failures', () => {
  const lines = logOfFleet(300);
  assert.ok(lines.length < 200, `${lines.length} lines`);
  assert.ok(lines.includes('6 of 300 instances done; about 4m 54s left'));
  assert.ok(lines.includes('300 of 300 instances done, 30 of them failed'));
  assert.equal(lines.filter((line) => line.includes('Install: Failed')).length, 30);
  assert.equal(lines.filter((line) => line === '  | disk full').length, 1);
  assert.equal(new Set(lines.filter((line) => !line.startsWith('  | '))).size, lines.length - 31);
});

test('log: of megabytes of output, the end', () => {
  const now = snapshot({ status: 'InProgress' }, [failing('i-1', `${'x\n'.repeat(2_000_000)}the end`)]);
  const lines = changeLines(undefined, now);
  assert.equal(lines[2], '  | (the last 8192 of 4000007 characters)');
  assert.equal(lines.at(-1), '  | the end');
  assert.ok(lines.length < 5_000);
});

for (const [counts, line] of [
  [{}, 'no instances yet'],
  [{ succeeded: 1 }, '1 succeeded'],
  [
    { pending: 1, inProgress: 2, ready: 3, succeeded: 4, failed: 5, skipped: 6 },
    '4 succeeded, 5 failed, 6 skipped, 2 in progress, 3 ready, 1 pending',
  ],
] as const) {
  test(`counts: ${testName(line)}`, () =>
    assert.equal(standing(snapshot({ status: 'InProgress', counts: { ...noCounts, ...counts } })), line));
}

test('counts of a deployment that has ended without any', () => {
  assert.equal(standing(snapshot({ status: 'Failed' })), 'no instances');
  const targets = [target('i-1', 'Succeeded'), target('i-2', 'Failed')];
  assert.equal(standing(snapshot({ status: 'Succeeded' }, targets)), '1 succeeded, 1 failed');
});

for (const [counts, line] of [
  [{ inProgress: 1 }, 'InProgress for 1m 30s, 1 instance: 1 in progress'],
  [{ inProgress: 1, pending: 2 }, 'InProgress for 1m 30s, 3 instances: 1 in progress, 2 pending'],
] as const) {
  test(`progress: ${testName(line)}`, () =>
    assert.equal(
      progressLine(snapshot({ status: 'InProgress', counts: { ...noCounts, ...counts } }), 90_000),
      line,
    ));
}
