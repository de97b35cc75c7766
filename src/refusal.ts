import type { History } from './deployment/history.ts';
import { assertRoom } from './deployment/overlap.ts';
import type { Run } from './deployment/run-marker.ts';
import { ActionError } from './errors.ts';
import { explain } from './explain.ts';
import type { Inputs } from './inputs.ts';
import { appSpecRefusal } from './report/appspec-problems.ts';
import { refusalText } from './report/refusal.ts';
import type { Report } from './report/summary.ts';

export interface Circumstances {
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
 * @throws ActionError with them; an error that is alone, or that nobody can act on, as it is.
 */
export function assertDeployable(
  { appSpecProblems = [], findings = [] }: Pick<Report, 'appSpecProblems' | 'findings'>,
  { inputs, region, history, run, errors = [] }: Circumstances,
): void {
  const appSpec = inputs.appspecCheck === 'error' ? appSpecRefusal(appSpecProblems) : undefined;
  const refused = findings.flatMap(({ severity, text }) => (severity === 'refuse' ? [text] : []));
  const reasons = [...(appSpec === undefined ? [] : [appSpec]), ...refused];
  const thrown = [...errors, ...noRoom({ inputs, region, history, run })];
  const causes = new Map<string, unknown>();
  for (const error of thrown) {
    const text = explain(error, { region });
    if (text === undefined) throw error;
    causes.set(text, error);
  }
  const [only] = causes.values();
  if (reasons.length === 0 && causes.size === 1) throw only;
  reasons.push(...causes.keys());
  if (reasons.length > 0) throw new ActionError(refusalText(reasons));
}

function noRoom({ inputs, region, history, run }: Omit<Circumstances, 'errors'>): unknown[] {
  if (!history) return [];
  const { ifInProgress: policy, allowOlder } = inputs;
  try {
    assertRoom(history, { region, policy, allowOlder, run });
    return [];
  } catch (error) {
    return [error];
  }
}
