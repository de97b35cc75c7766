import type { Snapshot } from '../model/deployment.ts';
import { escapeHtmlLine, preformatted } from '../text/escape.ts';
import { type Failure, failuresOf, longestLogTail, namesOf, remedyOf } from './failure.ts';
import { fit } from './fit.ts';

const heading = '### Failed lifecycle events';
/** Bytes for the line about omitted instances. */
const roomForRest = 200;

/** One fold for each failed event, with the agent's report. Instances that failed the same way share a fold. */
export function failureFolds(snapshot: Snapshot, budget: number): string {
  const groups = [...Map.groupBy(failuresOf(snapshot), likeness).values()];
  if (groups.length === 0) return '';
  const { shown, omitted } = fit(groups, {
    budget: budget - heading.length - roomForRest,
    render: (failures) => `${fold(failures)}\n`,
  });
  const instances = omitted.flat().length;
  const rest = instances > 0 ? [`${instances} more instances failed. The AWS console shows why.\n`] : [];
  return [`${heading}\n`, ...shown, ...rest].join('\n').trimEnd();
}

function likeness({ event: { name, diagnostics } }: Failure): string {
  return JSON.stringify([name, diagnostics]);
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
    text?.trim() ? [`<tr><th align="left">${fact}</th><td>${escapeHtmlLine(text)}</td></tr>`] : [],
  );
  const where = escapeHtmlLine(namesOf(failures.map(({ target }) => target)));
  const script = diagnostics?.scriptName ? `: <code>${escapeHtmlLine(diagnostics.scriptName)}</code>` : '';
  return [
    `<details><summary><b>${escapeHtmlLine(name)}</b> failed on ${where}${script}</summary>`,
    rows.length > 0 ? `<table>${rows.join('')}</table>` : 'The agent did not say why.',
    ...logTail(diagnostics?.logTail.trimEnd() ?? ''),
    '</details>',
  ].join('\n\n');
}

/** The script's last output, cut at the front when it is too long. */
function logTail(text: string): string[] {
  if (text === '') return [];
  if (text.length <= longestLogTail) return [preformatted(text)];
  return [
    `The last ${longestLogTail} of ${text.length} characters of its output:`,
    preformatted(text.slice(-longestLogTail)),
  ];
}
