/** Something that is known before the deployment. */
export interface Finding {
  /** `refuse`: it can't work. `warning`: it will surprise. `note`: worth a line in a plan, and in no ordinary run. */
  readonly severity: 'refuse' | 'warning' | 'note';
  /** What is found and what to do, in sentences. */
  readonly text: string;
}

export const refuse = (text: string): Finding => ({ severity: 'refuse', text });
export const warning = (text: string): Finding => ({ severity: 'warning', text });
export const note = (text: string): Finding => ({ severity: 'note', text });

/** The gravest first. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  const order: readonly Finding['severity'][] = ['refuse', 'warning', 'note'];
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
