import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentTarget,
  ListDeploymentTargetsCommand,
  type TargetFilterName,
} from '@aws-sdk/client-codedeploy';
import { isUnknownTarget } from '../aws/error-kinds.ts';
import { isSettled, type Target, toTarget } from '../model/deployment.ts';

/** BatchGetDeploymentTargets takes at most 25 ids. */
const batchSize = 25;
/** The most batches for one look at a large fleet: everyone in the account shares its API rate. */
const batchesPerLook = 3;
/** Milliseconds. Keeps a look below ten calls per second. */
const pauseBetweenCalls = 160;

/** The known targets of a deployment, and the order in which they were last read. */
export interface KnownTargets {
  readonly ids: readonly string[];
  readonly targets: ReadonlyMap<string, Target>;
  /** Ids in the order in which they were last read. */
  readonly order: readonly string[];
  /** Ids that CodeDeploy lists but no longer finds: instances that were terminated in the meantime. */
  readonly gone: ReadonlySet<string>;
}

export const noTargets: KnownTargets = { ids: [], targets: new Map(), order: [], gone: new Set() };

export interface Look {
  readonly codedeploy: CodeDeployClient;
  readonly deploymentId: string;
  readonly signal: AbortSignal;
}

/**
 * Reads some targets of a running deployment: every target that can still change, when they are few; otherwise those in
 * progress and, in turn, some of the others. Yields the known targets after each batch.
 */
export async function* lookAtTargets(
  look: Look,
  known: KnownTargets,
  total: number,
): AsyncGenerator<KnownTargets, void, undefined> {
  const paced = { ...look, pause: pauseAfterFirst(look.signal) };
  const ids = known.ids.length >= total && total > 0 ? known.ids : await listIds(paced);
  const unsettled = ids.filter((id) => !isKnownSettled(known, id));
  const room = batchesPerLook * batchSize;
  if (unsettled.length <= room) {
    yield* read(paced, { ...known, ids }, unsettled);
    return;
  }
  const waiting = new Set(unsettled);
  const active = new Set(unsettled.filter((id) => known.targets.get(id)?.status === 'InProgress'));
  if (active.size < room) {
    const { ids: page } = await listPage(paced, { targetFilters: { TargetStatus: ['InProgress'] } });
    for (const id of page) if (waiting.has(id)) active.add(id);
  }
  const age = new Map(known.order.map((id, index) => [id, index]));
  const longestUnseenFirst = (a: string, b: string) => (age.get(a) ?? -1) - (age.get(b) ?? -1);
  const others = unsettled.filter((id) => !active.has(id));
  const asked = [[...active], others].flatMap((group) => group.sort(longestUnseenFirst)).slice(0, room);
  yield* read(paced, { ...known, ids }, asked);
}

/** Reads every target of an ended deployment that was not settled when last read, batch by batch. */
export async function* sweepTargets(
  look: Look,
  known: KnownTargets,
): AsyncGenerator<KnownTargets, void, undefined> {
  const paced = { ...look, pause: pauseAfterFirst(look.signal) };
  const ids = await listIds(paced);
  const unsettled = ids.filter((id) => known.gone.has(id) || !isKnownSettled(known, id));
  yield* read(paced, { ...known, ids, gone: new Set() }, unsettled);
}

/** Whether all targets of the deployment have been read and none can change any more. */
export function areAllSettled(known: KnownTargets, total: number): boolean {
  return known.ids.length >= Math.max(1, total) && known.ids.every((id) => isKnownSettled(known, id));
}

/** The targets in the order in which CodeDeploy lists them. */
export function inListedOrder({ ids, targets }: KnownTargets): Target[] {
  return ids.flatMap((id) => targets.get(id) ?? []);
}

function isKnownSettled({ targets, gone }: KnownTargets, id: string): boolean {
  const target = targets.get(id);
  return gone.has(id) || (target !== undefined && isSettled(target));
}

interface PacedLook extends Look {
  /** The caller awaits it before each call. */
  readonly pause: () => Promise<void>;
}

/** Pauses before every call but the first. */
function pauseAfterFirst(signal: AbortSignal): () => Promise<void> {
  let isFirst = true;
  return async () => {
    if (!isFirst) await sleep(pauseBetweenCalls, undefined, { signal });
    isFirst = false;
  };
}

async function listIds(look: PacedLook): Promise<string[]> {
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listPage(look, { ...(nextToken && { nextToken }) });
    ids.push(...page.ids);
    nextToken = page.nextToken;
  } while (nextToken);
  return [...new Set(ids)];
}

async function listPage(
  { codedeploy, deploymentId, signal, pause }: PacedLook,
  which: { nextToken?: string; targetFilters?: Partial<Record<TargetFilterName, string[]>> },
): Promise<{ ids: readonly string[]; nextToken: string | undefined }> {
  await pause();
  const command = new ListDeploymentTargetsCommand({ deploymentId, ...which });
  const { targetIds = [], nextToken } = await codedeploy.send(command, { abortSignal: signal });
  return { ids: targetIds, nextToken };
}

async function* read(
  look: PacedLook,
  known: KnownTargets,
  asked: readonly string[],
): AsyncGenerator<KnownTargets, void, undefined> {
  let now = known;
  yield now;
  for (let start = 0; start < asked.length; start += batchSize) {
    now = await readBatch(look, now, asked.slice(start, start + batchSize));
    yield now;
  }
}

/** CodeDeploy rejects a whole batch when one target is gone, so this halves the batch until it finds that target. */
async function readBatch(
  look: PacedLook,
  known: KnownTargets,
  targetIds: readonly string[],
): Promise<KnownTargets> {
  const { codedeploy, deploymentId, signal, pause } = look;
  await pause();
  try {
    const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: [...targetIds] });
    const { deploymentTargets = [] } = await codedeploy.send(command, { abortSignal: signal });
    return withAnswers(known, { targetIds, answers: deploymentTargets });
  } catch (error) {
    if (!isUnknownTarget(error)) throw error;
    const [id] = targetIds;
    if (id === undefined) throw error;
    if (targetIds.length === 1) return withoutTarget(known, id);
    const middle = Math.ceil(targetIds.length / 2);
    const half = await readBatch(look, known, targetIds.slice(0, middle));
    return await readBatch(look, half, targetIds.slice(middle));
  }
}

/** Marks what a target that is gone was doing as unknown. */
function withoutTarget(known: KnownTargets, id: string): KnownTargets {
  const { label, events = [] } = known.targets.get(id) ?? {};
  const target: Target = {
    id,
    label,
    status: 'Unknown',
    events: events.map((event) => (event.status === 'InProgress' ? { ...event, status: 'Unknown' } : event)),
  };
  return {
    ...known,
    targets: new Map(known.targets).set(id, target),
    gone: new Set(known.gone).add(id),
  };
}

function withAnswers(
  { targets, order, ...known }: KnownTargets,
  { targetIds, answers }: { targetIds: readonly string[]; answers: readonly DeploymentTarget[] },
): KnownTargets {
  const now = new Map(targets);
  // A listed target stays visible even when the answer lacks it or has an unknown form.
  for (const id of targetIds)
    if (!now.has(id)) now.set(id, { id, label: undefined, status: 'Unknown', events: [] });
  for (const answer of answers) {
    const target = toTarget(answer);
    if (target) now.set(target.id, target);
  }
  const justAsked = new Set(targetIds);
  return { ...known, targets: now, order: [...order.filter((id) => !justAsked.has(id)), ...targetIds] };
}
