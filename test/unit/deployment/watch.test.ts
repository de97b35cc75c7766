import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Snapshot } from '../../../src/deployment/snapshot.ts';
import { type Trouble, watch } from '../../../src/deployment/watch.ts';
import { type Answer, type Call, codeDeployServer } from '../../support/codedeploy-server.ts';

const deploymentId = 'd-A1B2C3D4E';
const notStarted = { error: 'DeploymentNotStartedException', message: 'not yet' };

/** A deployment and its fleet as CodeDeploy would show them at the moment. */
interface Scene {
  status: string;
  overview?: Record<string, number> | null;
  rollbackDeploymentId?: string;
  /** Target statuses by id. */
  targets: Record<string, string>;
}

/** Answers from the scene, in pages of `pageSize` ids. */
function answerFrom(
  { status, overview, rollbackDeploymentId, targets }: Scene,
  { operation, input }: Call,
): Answer {
  const pageSize = 10;
  switch (operation) {
    case 'GetDeployment': {
      const rollbackInfo = rollbackDeploymentId && { rollbackDeploymentId };
      return {
        result: {
          deploymentInfo: { status, deploymentOverview: overview ?? countsOf(targets), rollbackInfo },
        },
      };
    }
    case 'ListDeploymentTargets': {
      const [wanted] = input.targetFilters?.TargetStatus ?? [];
      const ids = Object.keys(targets).filter((id) => !wanted || targets[id] === wanted);
      const start = Number(input.nextToken ?? 0);
      const nextToken = start + pageSize < ids.length ? String(start + pageSize) : undefined;
      return { result: { targetIds: ids.slice(start, start + pageSize), nextToken } };
    }
    case 'BatchGetDeploymentTargets': {
      const deploymentTargets = input.targetIds.map((targetId: string) => ({
        deploymentTargetType: 'InstanceTarget',
        instanceTarget: { targetId, status: targets[targetId] },
      }));
      return { result: { deploymentTargets } };
    }
    default:
      return { error: 'UnknownOperationException' };
  }
}

function countsOf(targets: Scene['targets']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of Object.values(targets)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

interface Stage {
  readonly snapshots: Snapshot[];
  readonly troubles: Trouble[];
  readonly calls: readonly Call[];
  /** How often an operation was called. */
  count(operation: string): number;
}

interface Script {
  /** Called before each GetDeployment with its number, from 1. */
  readonly act: (poll: number) => void;
  readonly answer: (call: Call) => Answer;
  readonly signal?: AbortSignal;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
}

/** Watches a deployment from beginning to end. */
async function play(t: TestContext, { act, answer, signal, onSnapshot }: Script): Promise<Stage> {
  let polls = 0;
  const { codedeploy, calls } = await codeDeployServer(t, (call) => {
    if (call.operation === 'GetDeployment') act(++polls);
    return answer(call);
  });
  const snapshots: Snapshot[] = [];
  const troubles: Trouble[] = [];
  const options = {
    aws: { codedeploy },
    deploymentId,
    pollInterval: 1,
    signal: signal ?? new AbortController().signal,
    onTrouble: (trouble: Trouble) => troubles.push(trouble),
  };
  for await (const snapshot of watch(options)) {
    snapshots.push(snapshot);
    onSnapshot?.(snapshot);
  }
  return {
    snapshots,
    troubles,
    calls,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
  };
}

const statusesOf = ({ targets }: Snapshot) => targets.map(({ id, status }) => `${id} ${status}`);

const fleet = (size: number, status: string) =>
  Object.fromEntries(
    Array.from({ length: size }, (_, index) => [`i-${String(index).padStart(4, '0')}`, status]),
  );

test('a deployment from Created to Succeeded', async (t) => {
  const scene: Scene = { status: 'Created', targets: {} };
  const { snapshots, troubles, count } = await play(t, {
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
  const { snapshots, calls } = await play(t, {
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

test('while nothing moves, targets are read ever more rarely, but not too rarely', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
  const looks: number[] = [];
  let poll = 0;
  await play(t, {
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
  const { snapshots, calls } = await play(t, {
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
  assert.deepEqual(batches[0].slice(0, 3), ['i-0125', 'i-0129', 'i-0000']);
  assert.deepEqual(batches[4].slice(0, 3), ['i-0120', 'i-0125', 'i-0129']);
  assert.deepEqual(batches[4][3], 'i-0098', 'then those that were not seen for longest');
  assert.deepEqual(
    snapshots.map(({ targets }) => targets.length),
    [100, 130, 130],
  );
  assert.equal(snapshots.at(-1)?.targets.filter(({ status }) => status === 'Skipped').length, 129);
});

test('targets that were read all settled are not all targets', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: fleet(120, 'Succeeded') };
  const { snapshots } = await play(t, {
    act: (poll) => {
      if (poll === 2) scene.status = 'Succeeded';
    },
    answer: (call) => answerFrom(scene, call),
  });
  assert.deepEqual(
    snapshots.map(({ targets }) => targets.length),
    [100, 120],
  );
});

test('a deployment that has no targets yet is no trouble', async (t) => {
  const scene: Scene = { status: 'InProgress', targets: {} };
  const { snapshots, troubles } = await play(t, {
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
  const { snapshots, count } = await play(t, {
    act: () => {},
    answer: (call) => answerFrom({ status: 'Failed', overview: null, targets: {} }, call),
  });
  assert.deepEqual(
    snapshots.map((snapshot) => [snapshot.deployment.status, snapshot.targets]),
    [['Failed', []]],
  );
  assert.equal(count('ListDeploymentTargets'), 3);
});

for (const [what, trouble] of [
  ['throttling', { error: 'ThrottlingException', message: 'Rate exceeded' }],
  ['a fault', { error: 'InternalFailure', status: 500 }],
  ['a page of a proxy', { status: 200, text: '<html></html>' }],
  ['a cut connection', 'cut'],
] as const) {
  test(`${what} is ridden out and told once`, async (t) => {
    const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
    let calls = 0;
    const { snapshots, troubles } = await play(t, {
      act: (poll) => {
        if (poll === 8) Object.assign(scene, { status: 'Succeeded', targets: { 'i-1': 'Succeeded' } });
      },
      answer: (call) => (++calls % 4 === 1 ? trouble : answerFrom(scene, call)),
    });
    assert.deepEqual(
      troubles.map(({ kind }) => kind),
      ['unreachable'],
    );
    assert.deepEqual(snapshots.map(statusesOf).at(-1), ['i-1 Succeeded']);
  });
}

for (const error of ['AccessDeniedException', 'DeploymentTargetDoesNotExistException']) {
  test(`targets that can't be read (${error}) do not end the watch`, async (t) => {
    const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
    const { snapshots, troubles, count } = await play(t, {
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
      troubles.map(({ kind, error }) => [kind, (error as Error).name]),
      [['denied', error]],
    );
    assert.equal(count('BatchGetDeploymentTargets'), 1);
  });
}

for (const error of ['AccessDeniedException', 'ExpiredTokenException', 'DeploymentDoesNotExistException']) {
  test(`a deployment that can't be read (${error}) ends the watch`, async (t) => {
    await assert.rejects(play(t, { act: () => {}, answer: () => ({ error }) }), { name: error });
  });
}

test('an abort ends the watch with its reason', async (t) => {
  const controller = new AbortController();
  const reason = new Error('The job was cancelled.');
  const scene: Scene = { status: 'InProgress', targets: { 'i-1': 'InProgress' } };
  const watching = play(t, {
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
  const watching = play(t, {
    act: () => controller.abort(reason),
    answer: () => 'cut',
    signal: controller.signal,
  });
  await assert.rejects(watching, reason);
});

test('an abort does not lose the result of a deployment that is completed', async (t) => {
  const controller = new AbortController();
  const { snapshots } = await play(t, {
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

test('a last report that comes after the end is waited for', async (t) => {
  const scene: Scene = { status: 'Failed', targets: { 'i-1': 'Failed', 'i-2': 'InProgress' } };
  const { snapshots, count } = await play(t, {
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
  const { snapshots, count } = await play(t, {
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

for (const error of ['ExpiredTokenException', 'ThrottlingException']) {
  test(`what fails after the end (${error}) does not lose the result`, async (t) => {
    let polls = 0;
    const { snapshots } = await play(t, {
      act: (poll) => {
        polls = poll;
      },
      answer: (call) =>
        polls > 1 ? { error } : answerFrom({ status: 'Failed', targets: { 'i-1': 'Failed' } }, call),
    });
    assert.deepEqual(snapshots.map(statusesOf), [['i-1 Failed']]);
  });
}
