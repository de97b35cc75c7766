import { withoutManualStop } from '../model/deployment.ts';
import type { Nouns } from '../model/nouns.ts';
import { platformOf } from '../platform/platforms.ts';
import { type Fleet, fleetOf } from './fleet.ts';
import type { Report } from './report.ts';
import { type RollbackState, rollbackStateOf, type Situation, situationOf } from './situation.ts';

/** A report as the sections of the page need it. */
export interface Page {
  readonly report: Report;
  readonly situation: Situation;
  readonly fleet: Fleet;
  readonly rollbackState: RollbackState;
  /** Of the deployment that rolls back; `undefined` when nothing was read of it. */
  readonly rollbackFleet: Fleet | undefined;
  /** What the fleet consists of. */
  readonly nouns: Nouns;
}

const nobody: Fleet = fleetOf({
  deployment: {
    status: 'Created',
    counts: { pending: 0, inProgress: 0, ready: 0, succeeded: 0, failed: 0, skipped: 0 },
  },
  targets: [],
});

/** That somebody stopped the deployment is no news when it was this job. */
function withoutOwnStop(report: Report): Report {
  return { ...report, snapshot: report.snapshot && withoutManualStop(report.snapshot) };
}

export function pageOf(known: Report): Page {
  const report = known.intervention ? withoutOwnStop(known) : known;
  const { snapshot, rollback, plan } = report;
  const fleet = snapshot ? fleetOf(snapshot) : nobody;
  const { one, many } = platformOf(
    snapshot?.deployment.computePlatform ?? plan?.settings?.computePlatform,
  ).nouns;
  const isReplaced = fleet.originals.length > 0;
  return {
    report,
    situation: situationOf(report),
    fleet,
    rollbackState: rollbackStateOf(report),
    rollbackFleet: rollback && fleetOf(rollback),
    nouns: isReplaced ? { one: `new ${one}`, many: `new ${many}` } : { one, many },
  };
}
