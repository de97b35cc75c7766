import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eventDuration,
  failedEvent,
  isCompleted,
  isSettled,
  toDeployment,
  toTarget,
  totalOf,
} from '../../../src/model/deployment.ts';
import { at, deployment, event, failed, noCounts, ran, target } from '../../support/snapshots.ts';
import { testName } from '../../support/test-name.ts';

test('a deployment of which nothing is told', () => {
  assert.deepEqual(
    toDeployment({}),
    deployment({
      id: '',
      applicationName: '',
      deploymentGroupName: '',
      deploymentConfigName: undefined,
      status: 'Unknown',
      creator: undefined,
      createTime: undefined,
    }),
  );
});

test('a deployment of which everything is told', () => {
  assert.deepEqual(
    toDeployment({
      deploymentId: 'd-A1B2C3D4E',
      applicationName: 'shop',
      deploymentGroupName: 'production',
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      status: 'Stopped',
      revision: {
        revisionType: 'S3',
        s3Location: { bucket: 'releases', key: '1.zip', bundleType: 'zip', version: 'v', eTag: '"abc"' },
      },
      creator: 'codeDeployRollback',
      deploymentOverview: { Pending: 1, InProgress: 2, Ready: 3, Succeeded: 4, Failed: 5, Skipped: 6 },
      errorInformation: { code: 'ALARM_ACTIVE', message: 'an alarm' },
      rollbackInfo: { rollbackDeploymentId: 'd-F5G6H7J8K', rollbackMessage: 'rolled back' },
      createTime: at(0),
      completeTime: at(9),
      instanceTerminationWaitTimeStarted: true,
      computePlatform: 'Server',
    }),
    deployment({
      deploymentConfigName: 'CodeDeployDefault.AllAtOnce',
      status: 'Stopped',
      revision: {
        type: 'S3',
        bucket: 'releases',
        key: '1.zip',
        bundleType: 'zip',
        versionId: 'v',
        eTag: 'abc',
      },
      revisionType: 'S3',
      computePlatform: 'Server',
      creator: 'codeDeployRollback',
      counts: { pending: 1, inProgress: 2, ready: 3, succeeded: 4, failed: 5, skipped: 6 },
      error: { code: 'ALARM_ACTIVE', message: 'an alarm' },
      rollbackDeploymentId: 'd-F5G6H7J8K',
      rollbackMessage: 'rolled back',
      completeTime: at(9),
      terminationWaitStarted: true,
    }),
  );
});

for (const [info, expected] of [
  [{ errorInformation: {} }, { error: undefined }],
  [{ errorInformation: { message: 'no code' } }, { error: { code: '', message: 'no code' } }],
  [{ errorInformation: { code: 'TIMEOUT' } }, { error: { code: 'TIMEOUT', message: '' } }],
  [
    { rollbackInfo: { rollbackDeploymentId: '', rollbackMessage: '' } },
    { rollbackDeploymentId: undefined, rollbackMessage: undefined },
  ],
  [{ deploymentOverview: { Succeeded: 1 } }, { counts: { ...noCounts, succeeded: 1 } }],
  [{ revision: { revisionType: 'AppSpecContent', appSpecContent: {} } }, { revision: undefined }],
] as const) {
  test(`a deployment with ${testName(info)}`, () =>
    assert.deepEqual({ ...toDeployment(info), ...expected }, toDeployment(info)));
}

test('a target of which only the id is told', () => {
  assert.deepEqual(toTarget({ instanceTarget: { targetId: 'i-1' } }), target('i-1', 'Unknown'));
});

for (const answer of [{}, { instanceTarget: {} }, { deploymentTargetType: 'ECSTarget' } as const]) {
  test(`no target: ${testName(answer)}`, () => assert.equal(toTarget(answer), undefined));
}

for (const kind of ['instanceTarget', 'ecsTarget', 'lambdaTarget', 'cloudFormationTarget'] as const) {
  test(`a target of another platform is shown as far as it is alike: ${kind}`, () => {
    const lifecycleEvents = [
      {
        lifecycleEventName: 'BeforeAllowTraffic',
        status: 'Failed',
        diagnostics: { errorCode: 'UnknownError', message: 'the hook failed' },
      } as const,
    ];
    assert.deepEqual(
      toTarget({ [kind]: { targetId: 'shop', status: 'Failed', lifecycleEvents } }),
      target('shop', 'Failed', [
        event('BeforeAllowTraffic', 'Failed', {
          diagnostics: {
            errorCode: 'UnknownError',
            scriptName: '',
            message: 'the hook failed',
            logTail: '',
          },
        }),
      ]),
    );
  });
}

test('a target with events', () => {
  assert.deepEqual(
    toTarget({
      instanceTarget: {
        targetId: 'i-1',
        status: 'Failed',
        instanceLabel: 'Green',
        lifecycleEvents: [
          {},
          {
            lifecycleEventName: 'Install',
            status: 'Succeeded',
            startTime: at(0),
            endTime: at(1),
            diagnostics: {},
          },
          {
            lifecycleEventName: 'AfterInstall',
            status: 'Failed',
            diagnostics: { errorCode: 'ScriptFailed', scriptName: 'a.sh', message: 'no', logTail: 'tail' },
          },
        ],
      },
    }),
    {
      id: 'i-1',
      label: 'Green',
      status: 'Failed',
      events: [
        event('Unknown', 'Unknown'),
        {
          ...ran('Install', [0, 1]),
          diagnostics: { errorCode: '', scriptName: '', message: '', logTail: '' },
        },
        event('AfterInstall', 'Failed', {
          diagnostics: { errorCode: 'ScriptFailed', scriptName: 'a.sh', message: 'no', logTail: 'tail' },
        }),
      ],
    },
  );
});

for (const [status, completed, settled] of [
  ['Created', false, false],
  ['Queued', false, false],
  ['InProgress', false, false],
  ['Baking', false, false],
  ['Ready', false, false],
  ['Pending', false, false],
  ['Unknown', false, false],
  ['BrandNew', false, false],
  ['Succeeded', true, true],
  ['Failed', true, true],
  ['Stopped', true, false],
  ['Skipped', false, true],
] as const) {
  test(`${status} is${completed ? '' : ' not'} the end of a deployment, and${settled ? '' : ' not'} of a target`, () => {
    assert.equal(isCompleted({ status }), completed);
    assert.equal(isSettled({ status }), settled);
  });
}

test('counts add up', () => {
  assert.equal(totalOf(noCounts), 0);
  assert.equal(totalOf({ pending: 1, inProgress: 2, ready: 4, succeeded: 8, failed: 16, skipped: 32 }), 63);
});

test('the first failed event is the one that counts', () => {
  const first = failed('AfterInstall', 1);
  assert.equal(
    failedEvent(target('i-1', 'Failed', [ran('Install', [0, 1]), first, failed('End', 2)])),
    first,
  );
  assert.equal(failedEvent(target('i-1', 'Failed')), undefined);
});

for (const [known, duration] of [
  [{}, undefined],
  [{ startTime: at(1) }, undefined],
  [{ endTime: at(1) }, undefined],
  [{ startTime: at(1), endTime: at(3) }, 2000],
  [{ startTime: at(3), endTime: at(3) }, 0],
  [{ startTime: at(3), endTime: at(1) }, undefined],
] as const) {
  test(`an event with the times ${testName(known)} took ${duration}`, () =>
    assert.equal(eventDuration(event('Install', 'Succeeded', known)), duration));
}
