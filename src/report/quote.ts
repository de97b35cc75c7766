import { escapeMarkdown, isQuotedLine, preformatted, unquotedLine } from '../text/escape.ts';
import { fit } from './fit.ts';

/** A message as a block quote; the lines of a script's output in it, behind a bar, as the script wrote them. */
export function quote(text: string, budget: number): string {
  const lines = text.split('\n');
  const { omitted } = fit(lines, { budget, render: (line) => escapeMarkdown(line) });
  const rest = omitted.length > 0 ? [`(${omitted.length} more lines)`] : [];
  return runsOf([...lines.slice(0, lines.length - omitted.length), ...rest])
    .map(quoteRun)
    .join('\n');
}

/** Successive lines of the same kind. */
function runsOf(lines: readonly string[]): string[][] {
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && isQuotedLine(run[0] ?? '') === isQuotedLine(line)) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function quoteRun(run: readonly string[]): string {
  const isOutput = isQuotedLine(run[0] ?? '');
  const text = isOutput
    ? preformatted(run.map(unquotedLine).join('\n'))
    : run.map((line) => escapeMarkdown(line)).join('<br>\n');
  return text.replace(/^/gm, '> ');
}
