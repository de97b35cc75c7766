import type { Snapshot } from '../deployment/snapshot.ts';
import { escapeHtml, preformatted } from './escape.ts';
import { type Failure, failuresOf, namesOf, remedyOf } from './failure.ts';
import { fit } from './fit.ts';

/** A fold for every failed event, with what the agent said; instances that failed alike share one. */
export function failureFolds(snapshot: Snapshot, budget: number): string {
  const groups = groupAlike(failuresOf(snapshot));
  if (groups.length === 0) return '';
  const heading = '### Failed lifecycle events';
  const { shown, omitted } = fit(groups.map(fold), budget - heading.length - 200);
  const rest =
    omitted > 0 ? [`${omitted} more failures are not shown here. The AWS console has them all.`] : [];
  return [heading, ...shown, ...rest].join('\n\n');
}

function groupAlike(failures: readonly Failure[]): Failure[][] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const { name, diagnostics } = failure.event;
    const likeness = JSON.stringify([name, diagnostics]);
    groups.set(likeness, [...(groups.get(likeness) ?? []), failure]);
  }
  return [...groups.values()];
}

function fold(failures: readonly Failure[]): string {
  const [first] = failures;
  if (!first) return '';
  const { name, diagnostics } = first.event;
  const facts = {
    Script: diagnostics?.scriptName,
    'Error code': diagnostics?.errorCode,
    Message: diagnostics?.message,
    'What to do': remedyOf(first.event),
  };
  const rows = Object.entries(facts).flatMap(([fact, text]) =>
    text?.trim() ? [`<tr><th align="left">${fact}</th><td>${oneLineHtml(text)}</td></tr>`] : [],
  );
  const script = diagnostics?.scriptName ? `: <code>${oneLineHtml(diagnostics.scriptName)}</code>` : '';
  return [
    `<details><summary><b>${oneLineHtml(name)}</b> failed on ${oneLineHtml(namesOf(failures.map(({ target }) => target)))}${script}</summary>`,
    rows.length > 0 ? `<table>${rows.join('')}</table>` : 'The agent did not say why.',
    ...(diagnostics?.logTail.trim() ? [preformatted(diagnostics.logTail.trimEnd())] : []),
    '</details>',
  ].join('\n\n');
}

function oneLineHtml(text: string): string {
  return escapeHtml(text).replaceAll('\n', ' ').trim();
}
