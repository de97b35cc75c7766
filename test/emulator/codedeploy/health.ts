import type { MinimumHealthyHosts } from '@aws-sdk/client-codedeploy';

/** How many instances of a deployment stand where. */
export interface Counts {
  readonly total: number;
  readonly inProgress: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * How many instances may be out of service at once: those that are being deployed to and those that failed. It is
 * the fleet less the minimum of healthy hosts, a percentage being rounded up to whole hosts (CodeDeploy API
 * reference, MinimumHealthyHosts: of nine instances, 40 percent lets five go at a time).
 */
export function allowedOutOfService(minimum: MinimumHealthyHosts, total: number): number {
  const value = minimum.value ?? 0;
  switch (minimum.type as string | undefined) {
    case 'MOST_CONCURRENCY':
      return Math.min(value, total);
    case 'FLEET_PERCENT':
      // A percentage of one instance would never let it go; the service deploys to it all the same
      // (CodeDeploy user guide, deployment configurations: "if the deployment group contains only one instance").
      return total === 1 && value < 100 ? 1 : total - Math.ceil((total * value) / 100);
    default:
      return Math.max(0, total - value);
  }
}

/** How many more instances may be taken out of service now. */
export function startable(allowed: number, counts: Counts): number {
  return Math.max(0, allowed - counts.inProgress - counts.failed);
}

/** Whether a deployment that has ended kept its minimum: enough hosts healthy, and at least one deployed to. */
export function keptHealthy(allowed: number, counts: Counts): boolean {
  const skipped = counts.total - counts.succeeded - counts.failed;
  return counts.succeeded > 0 && counts.failed <= allowed && skipped === 0;
}
