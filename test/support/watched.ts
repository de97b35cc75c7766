import type { TestContext } from 'node:test';
import type { ReadIssue } from '../../src/aws/retry-transient.ts';
import { poll } from '../../src/deployment/poll.ts';
import type { Snapshot } from '../../src/model/deployment.ts';
import { type Answer, type Call, codeDeployServer } from './codedeploy-server.ts';
import { skipPauses } from './pauses.ts';

export const deploymentId = 'd-A1B2C3D4E';

/** A deployment and its fleet as CodeDeploy would show them at the moment. */
export interface Scene {
  status: string;
  overview?: Record<string, number> | null;
  rollbackDeploymentId?: string;
  /** Target statuses by id. */
  targets: Record<string, string>;
}

/** Answers from the scene. `overview: null` is what CodeDeploy shows before it has counted. */
export function answerFrom(
  { status, overview, rollbackDeploymentId, targets }: Scene,
  { operation, input }: Call,
): Answer {
  const pageSize = 10;
  switch (operation) {
    case 'GetDeployment': {
      const rollbackInfo = rollbackDeploymentId && { rollbackDeploymentId };
      return {
        result: {
          deploymentInfo: {
            status,
            deploymentOverview: overview === undefined ? countsOf(targets) : overview,
            rollbackInfo,
          },
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

export interface Watched {
  readonly snapshots: Snapshot[];
  readonly troubles: ReadIssue[];
  readonly calls: readonly Call[];
  /** How often an operation was called. */
  count(operation: string): number;
}

export interface Script {
  /** Called before each GetDeployment with its number, from 1. */
  readonly act: (poll: number) => void;
  readonly answer: (call: Call) => Answer;
  readonly signal?: AbortSignal;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
}

/** Watches a deployment from beginning to end. */
export async function watched(t: TestContext, { act, answer, signal, onSnapshot }: Script): Promise<Watched> {
  skipPauses(t);
  let polls = 0;
  const { codedeploy, calls } = await codeDeployServer(t, (call) => {
    if (call.operation === 'GetDeployment') act(++polls);
    return answer(call);
  });
  const snapshots: Snapshot[] = [];
  const troubles: ReadIssue[] = [];
  const options = {
    aws: { codedeploy },
    deploymentId,
    pollInterval: 1,
    signal: signal ?? new AbortController().signal,
    onReadIssue: (trouble: ReadIssue) => troubles.push(trouble),
  };
  for await (const snapshot of poll(options)) {
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

/** `i-1 Succeeded` for each target. */
export const statusesOf = ({ targets }: Snapshot) => targets.map(({ id, status }) => `${id} ${status}`);

/** So many targets, all with the same status. */
export const fleet = (size: number, status: string) =>
  Object.fromEntries(
    Array.from({ length: size }, (_, index) => [`i-${String(index).padStart(4, '0')}`, status]),
  );
