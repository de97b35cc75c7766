import { setTimeout as delay } from 'node:timers/promises';
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { bucket, type Stage, type StageResult } from '../scenarios/stage.ts';

/** What became of a job: its main step, its post step where there was something to do, and the deployments it left. */
export interface Outcome {
  /** In a word, as the tables have it. */
  readonly word: string;
  /** A deployment goes on, and nobody was told. */
  readonly isOrphaned: boolean;
  /** There is more than one. */
  readonly isDuplicated: boolean;
  /** Parts of an upload stay in the bucket, and nobody was told. */
  readonly isLittered: boolean;
  /** A step that was not killed has no summary, not one annotation for its failure, or not the deployment's result. */
  readonly isUnreported: boolean;
}

const ends = ['Succeeded', 'Failed', 'Stopped'];

/** Judges a job by what its steps showed and what the service has. `before`: the group's deployments of other jobs. */
export async function outcomeOf(
  stage: Stage,
  { group, steps, before }: { group: string; steps: readonly StageResult[]; before: readonly string[] },
): Promise<Outcome> {
  const news = (await stage.deploymentsOf(group)).filter((id) => !before.includes(id));
  const rollbacks = await rollbacksOf(stage, news);
  const ids = news.filter((id) => !rollbacks.includes(id));
  const [id] = ids;
  const shown = steps.map(({ log, summary }) => log + summary).join('\n');
  const isToldToStop = /was asked to stop\. This job does not know whether it has stopped/.test(shown);
  const status = id && (await (isToldToStop ? endOf(stage, id) : stage.statusOf(id)));
  const [rollback] = rollbacks;
  const isRolledBack =
    status === 'Stopped' &&
    rollback !== undefined &&
    (await stage.statusOf(rollback)) === 'Succeeded' &&
    /Rolled back by/.test(shown);
  const isActive = status !== undefined && !ends.includes(status);
  const isLeft = isActive && id !== undefined && shown.includes(id) && /continues|may continue/.test(shown);
  return {
    word: isRolledBack ? 'rolled back' : wordFor({ status, isLeft, green: steps.map(isGreen), shown }),
    isOrphaned: (isActive && !isLeft) || (rollback !== undefined && !isRolledBack),
    isDuplicated: ids.length > 1,
    isLittered:
      stage.emulator.s3.openParts(bucket) > 0 && !shown.includes('parts of an unfinished upload stay'),
    isUnreported:
      !steps.every(isReported) || (id !== undefined && !steps.some(({ summary }) => summary.includes(id))),
  };
}

async function rollbacksOf({ client }: Stage, ids: readonly string[]): Promise<string[]> {
  const infos = await Promise.all(
    ids.map((deploymentId) => client.send(new GetDeploymentCommand({ deploymentId }))),
  );
  return infos.flatMap(({ deploymentInfo: { creator, deploymentId } = {} }) =>
    creator === 'codeDeployRollback' && deploymentId ? [deploymentId] : [],
  );
}

/** The end of a deployment that was told to stop by a job that may not follow it, or its status when it has none. */
async function endOf(stage: Stage, id: string): Promise<string | undefined> {
  let status = await stage.statusOf(id);
  for (let looks = 0; looks < 100 && !ends.includes(status ?? ''); looks += 1) {
    await delay(100);
    status = await stage.statusOf(id);
  }
  return status;
}

interface End {
  readonly status: string | undefined;
  readonly isLeft: boolean;
  /** Of the main step, and of the post step if there was one. */
  readonly green: readonly boolean[];
  readonly shown: string;
}

function wordFor({ status, isLeft, green, shown }: End): string {
  const isGreen = green.at(-1) === true;
  if (status === undefined) return green[0] ? 'registered' : 'nothing';
  if (isLeft) return 'told';
  if (status === 'Succeeded' && isGreen) return /^::warning/m.test(shown) ? 'warned' : 'deployed';
  return isGreen ? `${status}, green` : status.toLowerCase();
}

/** A signal may reach a step that has nothing left to do, and end it before its exit code. */
function isGreen({ exitCode, log, state }: StageResult): boolean {
  return exitCode === 0 || (exitCode === null && state['concluded'] !== undefined && !/^::error/m.test(log));
}

/** Exactly one annotation for a failure, none for a success, and a summary; a step that was killed owes nothing. */
function isReported({ exitCode, log, summary }: StageResult): boolean {
  if (exitCode === null) return true;
  const annotations = log.match(/^::error/gm)?.length ?? 0;
  const isSilent =
    log.trim() === '' ||
    /before it created a deployment\. Nothing was deployed\.|^Removed the parts of /m.test(log);
  return annotations === (exitCode === 0 ? 0 : 1) && (summary !== '' || isSilent);
}
