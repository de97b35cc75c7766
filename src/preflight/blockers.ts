import { explain } from '../aws/explain.ts';
import { ActionError } from '../control/errors.ts';
import { blocker } from '../deployment/concurrency.ts';
import type { GroupState } from '../deployment/group-state.ts';
import type { Run } from '../deployment/run-marker.ts';
import type { AppSpecPolicy, ConcurrencyPolicy } from '../model/policies.ts';
import { appSpecRefusal } from '../report/appspec-problems.ts';
import type { Report } from '../report/report.ts';

export interface ConcurrencyFacts {
  readonly inputs: { readonly ifInProgress: ConcurrencyPolicy; readonly allowOlder: boolean };
  readonly region: string;
  /** `undefined` without a deployment group. */
  readonly groupState: GroupState | undefined;
  readonly run: Run | undefined;
}

export interface DeployableFacts extends ConcurrencyFacts, Pick<Report, 'appSpecProblems' | 'findings'> {
  readonly inputs: ConcurrencyFacts['inputs'] & { readonly appspecCheck: AppSpecPolicy };
  /** The errors that ended earlier checks. */
  readonly errors?: readonly unknown[];
}

/**
 * Refuses a deployment that cannot work.
 * @throws ActionError with all reasons at once; rethrows a bug.
 */
export function assertDeployable(facts: DeployableFacts): void {
  const { inputs, region, appSpecProblems = [], findings = [], errors = [] } = facts;
  const appSpec = inputs.appspecCheck === 'error' ? appSpecRefusal(appSpecProblems) : undefined;
  const refused = findings.flatMap(({ severity, text }) => (severity === 'refuse' ? [text] : []));
  const reasons = new Set([...(appSpec === undefined ? [] : [appSpec]), ...refused]);
  for (const error of errors) {
    const text = explain(error, { region });
    if (text === undefined) throw error;
    reasons.add(text);
  }
  const busy = busyReason(facts);
  if (busy !== undefined && reasons.size === 0) throw new ActionError(busy);
  if (busy !== undefined) reasons.add(busy);
  if (reasons.size > 0) throw new ActionError(refusalText([...reasons]), { cause: errors[0] });
}

/** Why another deployment, active or ended, blocks this one. */
export function busyReason({
  inputs: { ifInProgress: policy, allowOlder },
  region,
  groupState,
  run,
}: ConcurrencyFacts): string | undefined {
  return groupState && blocker(groupState, { region, policy, allowOlder, run });
}

/** Says why the step uploads and deploys nothing, with every reason. */
export function refusalText(reasons: readonly string[]): string {
  const end = 'Nothing was uploaded or deployed.';
  if (reasons.length === 1) return `${reasons[0]} ${end}`;
  const list = reasons.map((reason) => `- ${reason.replaceAll('\n', ' ')}`);
  return [`${reasons.length} things are in the way. ${end}`, ...list].join('\n');
}
