import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFrom, fleet, type Scene, statusesOf, watched } from '../../support/watched.ts';

for (const [what, trouble] of [
  ['throttling', { error: 'ThrottlingException', message: 'Rate exceeded' }],
  ['a fault', { error: 'InternalFailure', status: 500 }],
  ['a page of a proxy', { status: 200, text: '<html></html>' }],
  ['a cut connection', 'cut'],
] as const) {
  test(`${what} is ridden out and told once, and once when it is over`, async (t) => {
    const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
    let calls = 0;
    const { snapshots, troubles } = await watched(t, {
      act: (poll) => {
        if (poll === 8) Object.assign(scene, { status: 'Succeeded', targets: { 'i-1': 'Succeeded' } });
      },
      answer: (call) => (++calls % 4 === 1 ? trouble : answerFrom(scene, call)),
    });
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['unreachable', 'reachable'],
    );
    assert.deepEqual(snapshots.map(statusesOf).at(-1), ['i-1 Succeeded']);
  });
}

for (const error of ['AccessDeniedException', 'UnsupportedActionForDeploymentTypeException']) {
  test(`targets that can't be read (${error}) do not end the watch`, async (t) => {
    const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
    const { snapshots, troubles, count } = await watched(t, {
      act: (poll) => {
        if (poll === 3) scene.status = 'Succeeded';
      },
      answer: (call) =>
        call.operation === 'BatchGetDeploymentTargets' ? { error } : answerFrom(scene, call),
    });
    assert.deepEqual(
      snapshots.map((snapshot) => [snapshot.deployment.status, snapshot.targets]),
      [
        ['InProgress', []],
        ['InProgress', []],
        ['Succeeded', []],
      ],
    );
    assert.deepEqual(
      troubles.map((trouble) => 'error' in trouble && [trouble.kind, (trouble.error as Error).name]),
      [['denied', error]],
    );
    assert.equal(count('BatchGetDeploymentTargets'), 1);
  });
}

for (const [error, seconds] of [
  ['AccessDeniedException', 0],
  ['ExpiredTokenException', 0],
  ['DeploymentDoesNotExistException', 30],
] as const) {
  test(`a deployment that can't be read (${error}) ends the watch after ${seconds} s`, async (t) => {
    const since = Date.now();
    await assert.rejects(watched(t, { act: () => {}, answer: () => ({ error }) }), { name: error });
    assert.equal(Date.now() - since >= 30_000, seconds === 30);
  });
}

test('an abort ends the watch with its reason', async (t) => {
  const controller = new AbortController();
  const reason = new Error('The job was cancelled.');
  const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
  const watching = watched(t, {
    act: () => {},
    answer: (call) => answerFrom(scene, call),
    signal: controller.signal,
    onSnapshot: () => controller.abort(reason),
  });
  await assert.rejects(watching, (error: Error) => error === reason || error.cause === reason);
});

test('an abort while a request is under way ends the watch with its reason', async (t) => {
  const controller = new AbortController();
  const reason = new Error('The job was cancelled.');
  const watching = watched(t, {
    act: () => controller.abort(reason),
    answer: () => 'cut',
    signal: controller.signal,
  });
  await assert.rejects(watching, reason);
});

test('an abort does not lose the result of a deployment that is completed', async (t) => {
  const controller = new AbortController();
  const { snapshots } = await watched(t, {
    act: () => {},
    answer: (call) => {
      if (call.operation === 'BatchGetDeploymentTargets') controller.abort(new Error('The time is up.'));
      return answerFrom({ status: 'Stopped', targets: { 'i-1': 'Skipped' } }, call);
    },
    signal: controller.signal,
  });
  assert.deepEqual(
    snapshots.map(({ deployment }) => deployment.status),
    ['Stopped'],
  );
});

for (const error of ['ExpiredTokenException', 'ThrottlingException']) {
  test(`what fails after the end (${error}) does not lose the result`, async (t) => {
    let polls = 0;
    const { snapshots } = await watched(t, {
      act: (poll) => {
        polls = poll;
      },
      answer: (call) =>
        polls > 1 ? { error } : answerFrom({ status: 'Failed', targets: { 'i-1': 'Failed' } }, call),
    });
    assert.deepEqual(snapshots.map(statusesOf), [['i-1 Failed']]);
  });
}

test('an instance that is gone hides no other, and a list that has changed is read anew', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: fleet(30, 'InProgress') };
  let listsFailed = 0;
  const { snapshots, troubles } = await watched(t, {
    act: (poll) => {
      if (poll === 3) Object.assign(scene, { status: 'Failed', targets: fleet(30, 'Failed') });
    },
    answer: (call) => {
      if (call.operation === 'ListDeploymentTargets' && call.input.nextToken && listsFailed++ === 0) {
        return { error: 'InvalidNextTokenException' };
      }
      const isAskedFor =
        call.operation === 'BatchGetDeploymentTargets' && call.input.targetIds.includes('i-0007');
      return isAskedFor ? { error: 'InstanceDoesNotExistException' } : answerFrom(scene, call);
    },
  });
  const statuses = snapshots.at(-1)?.targets.map(({ status }) => status) ?? [];
  assert.equal(statuses.filter((status) => status === 'Failed').length, 29);
  assert.deepEqual(
    snapshots
      .at(-1)
      ?.targets.filter(({ status }) => status === 'Unknown')
      .map(({ id }) => id),
    ['i-0007'],
  );
  assert.deepEqual(troubles, []);
});

test('a deployment that is not known yet right after its creation', async (t) => {
  const scene: Scene = { status: 'Succeeded', targets: { 'i-1': 'Succeeded' } };
  let asked = 0;
  const { snapshots } = await watched(t, {
    act: () => {},
    answer: (call) =>
      call.operation === 'GetDeployment' && asked++ === 0
        ? { error: 'DeploymentDoesNotExistException' }
        : answerFrom(scene, call),
  });
  assert.equal(snapshots.at(-1)?.deployment.status, 'Succeeded');
});
