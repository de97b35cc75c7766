import type { Finding } from '../model/finding.ts';
import { escapeMarkdown } from '../text/escape.ts';

const icons = { refuse: '❌', warning: '⚠️', note: 'ℹ️' };

/** The findings as a list for the job summary; `''` when there are none. */
export function findingsList(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  return findings.map(({ severity, text }) => `- ${icons[severity]} ${escapeMarkdown(text)}`).join('\n');
}
