import type {
  Counts,
  Deployment,
  Diagnostics,
  LifecycleEvent,
  Snapshot,
  Target,
} from '../../src/model/deployment.ts';

/** When every deployment of the tests began. */
export const beginning = new Date('2026-03-01T12:00:00Z');

/** So many seconds after the beginning. */
export function at(seconds: number): Date {
  return new Date(beginning.getTime() + seconds * 1000);
}

export const noCounts: Counts = { pending: 0, inProgress: 0, ready: 0, succeeded: 0, failed: 0, skipped: 0 };

export function deployment(known: Partial<Deployment> = {}): Deployment {
  return {
    id: 'd-A1B2C3D4E',
    applicationName: 'shop',
    deploymentGroupName: 'production',
    deploymentConfigName: 'CodeDeployDefault.OneAtATime',
    status: 'Succeeded',
    revision: undefined,
    revisionType: undefined,
    computePlatform: undefined,
    creator: 'user',
    counts: noCounts,
    error: undefined,
    rollbackDeploymentId: undefined,
    rollbackMessage: undefined,
    createTime: beginning,
    completeTime: undefined,
    description: undefined,
    autoRollback: undefined,
    terminationWaitStarted: false,
    ...known,
  };
}

export function snapshot(known: Partial<Deployment>, targets: readonly Target[] = []): Snapshot {
  return { deployment: deployment(known), targets };
}

export function event(name: string, status: string, known: Partial<LifecycleEvent> = {}): LifecycleEvent {
  return { name, status, startTime: undefined, endTime: undefined, diagnostics: undefined, ...known };
}

/** An event that ran from one second to another after the beginning. */
export function ran(name: string, [from, to]: readonly [number, number]): LifecycleEvent {
  return event(name, 'Succeeded', { startTime: at(from), endTime: at(to) });
}

export function failed(name: string, to: number, diagnostics: Partial<Diagnostics> = {}): LifecycleEvent {
  return event(name, 'Failed', {
    startTime: at(to - 2),
    endTime: at(to),
    diagnostics: { errorCode: '', scriptName: '', message: '', logTail: '', ...diagnostics },
  });
}

export function target(id: string, status: string, events: readonly LifecycleEvent[] = []): Target {
  return { id, label: undefined, status, events };
}
