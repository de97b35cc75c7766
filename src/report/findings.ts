import type { Finding } from '../deployment/preflight.ts';
import { escapeMarkdown } from './escape.ts';

/** Why nothing is uploaded or deployed, with every reason; `undefined` when there is none. */
export function refusalOf(findings: readonly Finding[]): string | undefined {
  const refusals = findings.filter(({ severity }) => severity === 'refuse').map(({ text }) => text);
  const [first, ...others] = refusals;
  if (first === undefined) return undefined;
  const end = 'Nothing was uploaded or deployed.';
  if (others.length === 0) return `${first} ${end}`;
  return [`${refusals.length} things are in the way. ${end}`, ...refusals.map((text) => `- ${text}`)].join(
    '\n',
  );
}

const icons = { refuse: '❌', warning: '⚠️', note: 'ℹ️' };

/** The findings as a list for the job summary; `''` when there are none. */
export function findingsList(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  return findings.map(({ severity, text }) => `- ${icons[severity]} ${escapeMarkdown(text)}`).join('\n');
}
