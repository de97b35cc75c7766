import type { Inputs } from '../actions/inputs.ts';
import { explain } from '../aws/explain.ts';
import { ActionError } from '../control/errors.ts';
import { inTheWay } from '../deployment/concurrency.ts';
import type { History } from '../deployment/group-state.ts';
import type { Run } from '../deployment/run-marker.ts';
import { appSpecRefusal } from '../report/appspec-problems.ts';
import type { Report } from '../report/summary.ts';
import { refusalText } from './refusal-text.ts';

interface Situation {
  readonly inputs: Inputs;
  readonly region: string;
  /** Of the deployment group; `undefined` without one. */
  readonly history: History | undefined;
  readonly run: Run | undefined;
  /** What ended the steps that should have learned more. */
  readonly errors?: readonly unknown[];
}

/**
 * Refuses what can't work, with all the reasons at once.
 * @throws ActionError with them; an error that nobody can act on, as it is.
 */
export function assertDeployable(
  { appSpecProblems = [], findings = [] }: Pick<Report, 'appSpecProblems' | 'findings'>,
  { inputs, region, history, run, errors = [] }: Situation,
): void {
  const appSpec = inputs.appspecCheck === 'error' ? appSpecRefusal(appSpecProblems) : undefined;
  const refused = findings.flatMap(({ severity, text }) => (severity === 'refuse' ? [text] : []));
  const reasons = new Set([...(appSpec === undefined ? [] : [appSpec]), ...refused]);
  for (const error of errors) {
    const text = explain(error, { region });
    if (text === undefined) throw error;
    reasons.add(text);
  }
  const busy = busyReason({ inputs, region, history, run });
  if (busy !== undefined && reasons.size === 0) throw new ActionError(busy);
  if (busy !== undefined) reasons.add(busy);
  if (reasons.size > 0) throw new ActionError(refusalText([...reasons]), { cause: errors[0] });
}

/** Why a deployment that is there, or was, is in the way. */
export function busyReason({
  inputs: { ifInProgress: policy, allowOlder },
  region,
  history,
  run,
}: Omit<Situation, 'errors'>): string | undefined {
  return history && inTheWay(history, { region, policy, allowOlder, run });
}
