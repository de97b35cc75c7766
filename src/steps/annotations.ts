import { type AnnotationProperties, error, info, warning } from '@actions/core';
import type { Problem } from '../appspec/problem.ts';
import type { Finding } from '../model/finding.ts';
import type { AppSpecPolicy } from '../model/policies.ts';
import { errorsFirst, problemLine } from '../report/appspec-problems.ts';

/** GitHub shows ten annotations of each kind per step. The tenth is reserved for the step's result. */
const mostAnnotations = 9;

/** Annotates the lines of an AppSpec file that have problems. With the policy `warn`, errors become warnings. */
export function annotateProblems(problems: readonly Problem[], policy: AppSpecPolicy): void {
  const shown = { error: 0, warning: 0 };
  for (const problem of errorsFirst(problems)) {
    const kind = policy === 'error' ? problem.severity : 'warning';
    shown[kind] += 1;
    if (shown[kind] > mostAnnotations) info(`${kind}: ${problemLine(problem)}`);
    else annotate[kind](problemLine(problem), properties(problem));
  }
}

const annotate = { error, warning };

function properties({ file, line, column }: Problem): AnnotationProperties {
  return {
    title: 'AppSpec',
    file,
    startLine: line,
    ...(column !== undefined && { startColumn: column }),
  };
}

/** Annotates the warnings only. A dry run's plan shows the notes; the step's own annotation shows the refusals. */
export function logWarnings(findings: readonly Finding[]): void {
  for (const { severity, text } of findings)
    if (severity === 'warning') warning(text, { title: 'CodeDeploy' });
}
