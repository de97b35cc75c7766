/** Something that the step finds out before the deployment. */
export interface Finding {
  /** `refuse`: it cannot work. `warning`: it may surprise. `note`: only worth a line in the plan of a dry run. */
  readonly severity: 'refuse' | 'warning' | 'note';
  /** What the step found and what to do, in sentences. */
  readonly text: string;
}

export const refuse = (text: string): Finding => ({ severity: 'refuse', text });
export const warning = (text: string): Finding => ({ severity: 'warning', text });
export const note = (text: string): Finding => ({ severity: 'note', text });

/** Sorts findings, the most severe first. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const order: readonly Finding['severity'][] = ['refuse', 'warning', 'note'];
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
