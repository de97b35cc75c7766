import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  diagnosisOf,
  errorLine,
  failureLine,
  failureMessage,
  failuresOf,
  namesOf,
  partialSuccessMessage,
  remedyOf,
} from '../../../src/report/failure.ts';
import { deployment, event, failed, noCounts, ran, snapshot, target } from '../../support/snapshots.ts';
import { testName } from '../../support/test-name.ts';

test('failures are told in the order in which they happened; those without a time last', () => {
  const failures = failuresOf(
    snapshot({}, [
      target('i-none', 'Failed', [event('Install', 'Failed')]),
      target('i-late', 'Failed', [failed('Install', 9)]),
      target('i-fine', 'Succeeded', [ran('Install', [0, 1])]),
      target('i-early', 'Failed', [
        ran('Install', [0, 1]),
        failed('AfterInstall', 3),
        failed('ApplicationStart', 4),
      ]),
    ]),
  );
  assert.deepEqual(
    failures.map((failure) => [failure.target.id, failure.event.name]),
    [
      ['i-early', 'AfterInstall'],
      ['i-late', 'Install'],
      ['i-none', 'Install'],
    ],
  );
});

for (const [diagnostics, text] of [
  [{}, ''],
  [{ errorCode: 'UnknownError' }, 'UnknownError'],
  [{ scriptName: 'a.sh', errorCode: 'ScriptTimedOut', message: ' late\n' }, 'a.sh: ScriptTimedOut: late'],
  [{ scriptName: '\u200b', message: '##[error]' }, '## [error]'],
] as const) {
  test(`diagnosis: ${testName(text)}`, () =>
    assert.equal(diagnosisOf(failed('Install', 0, diagnostics)), text));
}

test('a failure without diagnostics says that', () => {
  const line = failureLine({ target: target('i-1', 'Failed'), event: event('Install', 'Failed') });
  assert.equal(line, 'i-1 failed in Install, and the agent did not say why.');
});

for (const [count, text] of [
  [0, ''],
  [1, 'i-0'],
  [5, 'i-0, i-1, i-2, i-3, i-4'],
  [6, 'i-0, i-1, i-2, i-3, i-4 and 1 more'],
] as const) {
  test(`${count} names in a line`, () =>
    assert.equal(namesOf(Array.from({ length: count }, (_, index) => target(`i-${index}`, 'Failed'))), text));
}

for (const [error, text] of [
  [undefined, undefined],
  [
    { code: 'ALARM_ACTIVE', message: 'Activated alarms: <cpu>' },
    'ALARM_ACTIVE: Activated alarms: <cpu>. A CloudWatch alarm of the deployment group went off. Check the alarm before you deploy again.',
  ],
  [{ code: '', message: 'Told by nobody.' }, 'Told by nobody.'],
  [{ code: 'UNABLE_TO_SEND_ASG', message: '' }, 'UNABLE_TO_SEND_ASG.'],
  [{ code: 'constructor', message: 'x' }, 'constructor: x.'],
] as const) {
  test(`error: ${testName(text)}`, () => assert.equal(errorLine(deployment({ error })), text));
}

for (const [name, diagnostics, remedy] of [
  ['Install', {}, /^$/],
  ['Install', { errorCode: 'Success' }, /^$/],
  ['Install', { errorCode: 'ScriptFailed' }, /^The script’s last output says why/],
  ['Install', { errorCode: 'UnknownError', message: 'undefined method' }, /codedeploy-agent\.log/],
  ['Install', { errorCode: 'toString' }, /^$/],
  ['Install', { errorCode: 'ScriptMissing' }, /not in the bundle/],
  ['Install', { errorCode: 'ScriptNotExecutable' }, /git update-index --chmod=\+x/],
  ['Install', { errorCode: 'ScriptTimedOut' }, /timeout/],
  [
    'ApplicationStop',
    { errorCode: 'ScriptFailed' },
    /says why.* This script belongs to .* ignore-application-stop-failures/,
  ],
  [
    'BeforeBlockTraffic',
    { errorCode: 'ScriptMissing' },
    /not in the bundle.* ignore-application-stop-failures/,
  ],
  [
    'Install',
    {
      errorCode: 'UnknownError',
      message:
        'The deployment failed because a specified file already exists at this location: /var/www/index.html',
    },
    /file-exists-behavior/,
  ],
  ['DownloadBundle', { errorCode: 'UnknownError', message: 'Access Denied' }, /s3:GetObject/],
  ['DownloadBundle', { errorCode: 'UnknownError', message: 'The specified key does not exist.' }, /is gone/],
] as const) {
  test(`remedy: ${name} ${testName(diagnostics)}`, () =>
    assert.match(remedyOf(failed(name, 0, diagnostics)), remedy));
}

test('the message of a failed deployment shows the last words of the script, and how many more failed', () => {
  const script = {
    errorCode: 'ScriptFailed',
    scriptName: 'start.sh',
    message: 'exit code 1',
    logTail: `LifecycleEvent - Install\nScript - start.sh\n${Array.from({ length: 30 }, (_, line) => `[stdout]line ${line}`).join('\n')}\n\n`,
  };
  const text = failureMessage(
    snapshot({ status: 'Failed', rollbackMessage: 'No rollback: there is no last successful revision.' }, [
      target('i-2', 'Failed', [failed('Install', 9, script)]),
      target('i-1', 'Failed', [failed('Install', 3, script)]),
    ]),
  );
  assert.deepEqual(text.split('\n'), [
    'Deployment d-A1B2C3D4E of shop to production: Failed.',
    'i-1 failed in Install: start.sh: ScriptFailed: exit code 1',
    ...Array.from({ length: 10 }, (_, line) => `  | line ${20 + line}`),
    'The script’s last output says why. The full output is on the instance, in logs/scripts.log of the deployment under /opt/codedeploy-agent/deployment-root.',
    '1 more failed: i-2.',
    'No rollback: there is no last successful revision.',
  ]);
});

test('the message of a failed deployment fits an annotation although the script was talkative', () => {
  const text = failureMessage(
    snapshot({ status: 'Failed' }, [
      target('i-1', 'Failed', [failed('Install', 0, { logTail: 'x'.repeat(400).concat('\n').repeat(50) })]),
    ]),
  );
  assert.ok(text.length < 4096, `${text.length} characters`);
  assert.match(text, /x{400}/);
});

test('a partial success of which only the counts are known', () => {
  assert.equal(
    partialSuccessMessage(snapshot({ counts: { ...noCounts, failed: 3 } })),
    'Deployment d-A1B2C3D4E succeeded, but 3 of its instances failed. The deployment configuration tolerates this; those instances do not run the new revision.',
  );
});

test('the message of a deployment whose agents took no part names the instances', () => {
  const skipped = event('Install', 'Skipped');
  const text = failureMessage(
    snapshot({ status: 'Failed' }, [target('i-1', 'Failed', [skipped]), target('i-2', 'Skipped', [skipped])]),
  );
  assert.deepEqual(text.split('\n'), [
    'Deployment d-A1B2C3D4E of shop to production: Failed.',
    'i-1 failed without a failed lifecycle event: the CodeDeploy agent did not take part. Check that it is running and can reach AWS: `service codedeploy-agent status`.',
  ]);
});
