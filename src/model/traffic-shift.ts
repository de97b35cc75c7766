import type { ECSTarget, ECSTaskSet, LambdaTarget } from '@aws-sdk/client-codedeploy';

/** Traffic on its way from what ran before to what is deployed. */
export interface TrafficShift {
  /** A version of a Lambda function, or the id of a task set. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Share of the traffic that the new side has, in percent; `undefined`: not known. */
  readonly weight: number | undefined;
  /** ECS: tasks of the new task set. */
  readonly tasks?: { readonly running: number; readonly desired: number } | undefined;
}

/** `undefined` when CodeDeploy does not tell yet which versions they are. Lambda's weights are from 0 to 1. */
export function toVersionShift({ lambdaFunctionInfo: info }: LambdaTarget): TrafficShift | undefined {
  if (!info) return undefined;
  const { currentVersion: from, targetVersion: to, targetVersionWeight: share } = info;
  return { from, to, weight: share === undefined ? undefined : Math.round(share * 100) };
}

/** `undefined` while there are no task sets. The weights of ECS are from 0 to 100. */
export function toTaskSetShift(target: ECSTarget): TrafficShift | undefined {
  const { taskSetsInfo: sets = [] } = target;
  if (sets.length === 0) return undefined;
  const green = greenOf(target);
  const blue = sets.find((set) => set !== green);
  return {
    from: blue?.identifer,
    to: green?.identifer,
    weight: green?.trafficWeight === undefined ? undefined : Math.round(green.trafficWeight),
    tasks: green && { running: green.runningCount ?? 0, desired: green.desiredCount ?? 0 },
  };
}

/**
 * The new task set. Its label may be missing (AWS's own sample of 2018 has none): until the traffic has moved it is the
 * one that is ACTIVE, then the one that is PRIMARY.
 */
function greenOf({ taskSetsInfo: sets = [], lifecycleEvents = [] }: ECSTarget): ECSTaskSet | undefined {
  const labelled = sets.find(({ taskSetLabel }) => /^green$/i.test(taskSetLabel ?? ''));
  const hasMoved = lifecycleEvents.some(
    ({ lifecycleEventName, status }) => lifecycleEventName === 'AllowTraffic' && status === 'Succeeded',
  );
  return labelled ?? sets.find(({ status }) => status === (hasMoved ? 'PRIMARY' : 'ACTIVE'));
}
