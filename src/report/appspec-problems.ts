import type { Problem } from '../appspec/problem.ts';
import { escapeHtml, escapeMarkdown, singleLine } from '../text/escape.ts';
import { fileUrl } from '../text/links.ts';
import { fit } from './fit.ts';

/** The commit that has the problems, for links to them. */
export interface Source {
  readonly serverUrl: string;
  readonly repository: string;
  readonly sha: string;
}

/** `appspec.yml:12: what is wrong`, for the log and annotations. */
export function problemLine({ file, line, message }: Problem): string {
  return singleLine(`${file}:${line}: ${message}`);
}

/** Where the others are, for a reader of the log or an annotation. */
export const elsewhere = 'in the log and in the job summary';

/**
 * Says why the step refuses the errors: how many there are, the first one, what to do; `undefined` when there are none.
 */
export function appSpecRefusal(problems: readonly Problem[]): string | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return undefined;
  const others = errors.length - 1;
  const many = others > 0;
  return [
    `The AppSpec check found ${many ? `${errors.length} errors` : 'an error'}.`,
    problemLine(first),
    `${many ? `The other ${others === 1 ? 'one is' : `${others} are`} ${elsewhere}. ` : ''}Correct ${many ? 'them' : 'it'}, or set appspec-check: warn to deploy anyway.`,
  ].join('\n');
}

const icons = { error: '❌', warning: '⚠️' };

/** A table of the problems for the job summary, errors first, of at most `budget` bytes and a line. */
export function problemTable(
  problems: readonly Problem[],
  { source, budget }: { source: Source | undefined; budget: number },
): string {
  const render = (problem: Problem) =>
    `| ${icons[problem.severity]} ${problem.severity} | ${place(problem, source)} | ${escapeMarkdown(problem.message)} |`;
  const { shown, omitted } = fit(errorsFirst(problems), { budget, render });
  const rest = omitted.length > 0 ? [`\n${omitted.length} more are in the log.`] : [];
  return [
    '### AppSpec check',
    '',
    '| Severity | Where | What |',
    '| :--- | :--- | :--- |',
    ...shown,
    ...rest,
  ].join('\n');
}

export function errorsFirst(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...problems.filter(({ severity }) => severity === 'error'),
    ...problems.filter(({ severity }) => severity === 'warning'),
  ];
}

function place({ file, line }: Problem, source: Source | undefined): string {
  const text = escapeMarkdown(`${file}:${line}`);
  return source ? `<a href="${escapeHtml(fileUrl(source, { file, line }))}">${text}</a>` : text;
}
