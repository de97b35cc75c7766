import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerFrom, deploymentId, fleet, type Scene, statusesOf, watched } from '../../support/watched.ts';

test('a deployment from Created to Succeeded', async (t) => {
  const scene: Scene = { status: 'Created', targets: {} };
  const { snapshots, troubles, count } = await watched(t, {
    act: (poll) => {
      if (poll === 2)
        Object.assign(scene, { status: 'InProgress', targets: { 'i-1': 'InProgress', 'i-2': 'Pending' } });
      if (poll === 3) scene.targets = { 'i-1': 'Succeeded', 'i-2': 'InProgress' };
      if (poll === 4)
        Object.assign(scene, { status: 'Succeeded', targets: { 'i-1': 'Succeeded', 'i-2': 'Succeeded' } });
    },
    answer: (call) => answerFrom(scene, call),
  });
  assert.deepEqual(
    snapshots.map((snapshot) => [snapshot.deployment.status, statusesOf(snapshot)]),
    [
      ['Created', []],
      ['InProgress', ['i-1 InProgress', 'i-2 Pending']],
      ['InProgress', ['i-1 Succeeded', 'i-2 InProgress']],
      ['Succeeded', ['i-1 Succeeded', 'i-2 Succeeded']],
    ],
  );
  assert.deepEqual(troubles, []);
  assert.deepEqual([count('GetDeployment'), count('BatchGetDeploymentTargets')], [4, 3]);
});

test('targets are listed in pages and read in batches of 25, those that have settled no more', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: fleet(60, 'InProgress') };
  const { snapshots, calls } = await watched(t, {
    act: (poll) => {
      if (poll === 2) scene.targets = { ...fleet(60, 'Succeeded'), 'i-0007': 'InProgress' };
      if (poll === 3) Object.assign(scene, { status: 'Succeeded', targets: fleet(60, 'Succeeded') });
    },
    answer: (call) => answerFrom(scene, call),
  });
  const batches = calls.filter(({ operation }) => operation === 'BatchGetDeploymentTargets');
  assert.deepEqual(
    batches.map(({ input }) => input.targetIds.length),
    [25, 25, 10, 25, 25, 10, 1],
  );
  assert.deepEqual(batches.at(-1)?.input, { deploymentId, targetIds: ['i-0007'] });
  const firstList = calls.filter(({ operation }) => operation === 'ListDeploymentTargets').slice(0, 6);
  assert.deepEqual(
    firstList.map(({ input }) => input.nextToken),
    [undefined, '10', '20', '30', '40', '50'],
  );
  assert.equal(snapshots.at(-1)?.targets.length, 60);
});

test('a target that is listed is in every snapshot, whatever is told of it', async (t) => {
  const scene: Scene = {
    status: 'Succeeded',
    targets: { 'i-1': 'Succeeded', fleet: 'Succeeded', silent: 'Succeeded' },
  };
  const { snapshots, troubles, count } = await watched(t, {
    act: () => {},
    answer: (call) =>
      call.operation === 'BatchGetDeploymentTargets'
        ? {
            result: {
              deploymentTargets: [
                { instanceTarget: { targetId: 'i-1', status: 'Succeeded' } },
                {
                  deploymentTargetType: 'FleetTarget',
                  fleetTarget: { targetId: 'fleet', status: 'Succeeded' },
                },
              ],
            },
          }
        : answerFrom(scene, call),
  });
  assert.deepEqual(snapshots.map(statusesOf), [['i-1 Succeeded', 'fleet Unknown', 'silent Unknown']]);
  assert.deepEqual(troubles, []);
  assert.equal(count('BatchGetDeploymentTargets'), 3);
});

test('while nothing moves, targets are read ever more rarely, but not too rarely', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
  const looks: number[] = [];
  let poll = 0;
  await watched(t, {
    act: (number) => {
      poll = number;
      if (number === 20) Object.assign(scene, { status: 'Succeeded', targets: { 'i-1': 'Succeeded' } });
    },
    answer: (call) => {
      if (call.operation === 'BatchGetDeploymentTargets') looks.push(poll);
      return answerFrom(scene, call);
    },
  });
  assert.deepEqual(looks, [1, 2, 4, 8, 12, 16, 20]);
});

test('of a large fleet those in progress are read first, and in the end all', async (t) => {
  const idle = fleet(130, 'Pending');
  const scene: Scene = {
    status: 'InProgress',
    targets: { ...idle, 'i-0125': 'InProgress', 'i-0129': 'InProgress' },
  };
  const { snapshots, calls } = await watched(t, {
    act: (poll) => {
      if (poll === 2)
        scene.targets = { ...idle, 'i-0125': 'Succeeded', 'i-0129': 'InProgress', 'i-0120': 'InProgress' };
      if (poll === 3)
        Object.assign(scene, {
          status: 'Failed',
          rollbackDeploymentId: 'd-F5G6H7J8K',
          targets: { ...fleet(130, 'Skipped'), 'i-0125': 'Succeeded' },
        });
    },
    answer: (call) => answerFrom(scene, call),
  });
  const batches = calls.flatMap(({ operation, input }) =>
    operation === 'BatchGetDeploymentTargets' ? [input.targetIds] : [],
  );
  assert.deepEqual(batches[0]?.slice(0, 3), ['i-0125', 'i-0129', 'i-0000']);
  assert.deepEqual(batches[3]?.slice(0, 3), ['i-0120', 'i-0125', 'i-0129']);
  assert.deepEqual(batches[3][3], 'i-0073', 'then those that were not seen for longest');
  assert.deepEqual(
    snapshots.map(({ targets }) => targets.length),
    [75, 130, 130],
  );
  assert.equal(snapshots.at(-1)?.targets.filter(({ status }) => status === 'Skipped').length, 129);
});

test('targets that were read all settled are not all targets', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: fleet(120, 'Succeeded') };
  const { snapshots } = await watched(t, {
    act: (poll) => {
      if (poll === 2) scene.status = 'Succeeded';
    },
    answer: (call) => answerFrom(scene, call),
  });
  assert.deepEqual(
    snapshots.map(({ targets }) => targets.length),
    [75, 120],
  );
});

const notStarted = { error: 'DeploymentNotStartedException', message: 'not yet' };

test('a deployment that has no targets yet is no trouble', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: {} };
  const { snapshots, troubles } = await watched(t, {
    act: (poll) => {
      if (poll === 3) scene.targets = { 'i-1': 'Pending' };
      if (poll === 4) Object.assign(scene, { status: 'Succeeded', targets: { 'i-1': 'Succeeded' } });
    },
    answer: (call) => {
      const isRefused = call.operation !== 'GetDeployment' && Object.keys(scene.targets).length === 0;
      return isRefused ? notStarted : answerFrom(scene, call);
    },
  });
  assert.deepEqual(snapshots.map(statusesOf), [[], [], ['i-1 Pending'], ['i-1 Succeeded']]);
  assert.deepEqual(troubles, []);
});

test('a deployment that ends without any target', async (t) => {
  const { snapshots, count } = await watched(t, {
    act: () => {},
    answer: (call) => answerFrom({ status: 'Failed', overview: null, targets: {} }, call),
  });
  assert.deepEqual(
    snapshots.map((snapshot) => [snapshot.deployment.status, snapshot.targets]),
    [['Failed', []]],
  );
  assert.equal(count('ListDeploymentTargets'), 3);
});

test('a last report that comes after the end is waited for', async (t) => {
  const scene: Scene = { status: 'Failed', targets: { 'i-1': 'Failed', 'i-2': 'InProgress' } };
  const { snapshots, count } = await watched(t, {
    act: (poll) => {
      if (poll === 2) scene.targets = { 'i-1': 'Failed', 'i-2': 'Skipped' };
    },
    answer: (call) => answerFrom(scene, call),
  });
  assert.deepEqual(snapshots.map(statusesOf), [['i-1 Failed', 'i-2 Skipped']]);
  assert.deepEqual([count('GetDeployment'), count('BatchGetDeploymentTargets')], [2, 2]);
});

test('a rollback that begins after the end is seen', async (t) => {
  const scene: Scene = { status: 'Failed', targets: { 'i-1': 'Failed' } };
  const { snapshots, count } = await watched(t, {
    act: (poll) => {
      if (poll === 2) scene.rollbackDeploymentId = 'd-F5G6H7J8K';
    },
    answer: (call) => answerFrom(scene, call),
  });
  assert.deepEqual(
    snapshots.map(({ deployment }) => deployment.rollbackDeploymentId),
    ['d-F5G6H7J8K'],
  );
  assert.deepEqual([count('GetDeployment'), count('BatchGetDeploymentTargets')], [2, 1]);
});
