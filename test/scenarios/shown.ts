import assert from 'node:assert/strict';
import { annotationsIn } from '../support/annotations.ts';
import { rendered, textOf } from '../support/rendered.ts';
import type { StepResult } from '../support/runner.ts';

/** What a step says of an instance in the output `targets`. */
interface Target {
  readonly id: string;
  readonly status: string;
  readonly failedEvent: string | null;
  readonly errorCode: string | null;
}

/**
 * Why a step failed: the text of its only error annotation, which the summary has too, and the output error-message
 * where the step has one; a post step has none.
 */
export function errorOf({ exitCode, log, summary, outputs }: StepResult): string {
  assert.equal(exitCode, 1, log);
  const errors = annotationsIn(log).filter(({ level }) => level === 'error');
  const [{ properties, text } = { properties: '', text: '' }] = errors;
  assert.equal(errors.length, 1, log);
  assert.equal(properties, 'title=CodeDeploy');
  assert.equal(outputs['error-message'] ?? text, text);
  const page = textOf(rendered(summary));
  // Of a deployment that was followed to its end, the page tells in its own words why; the script's are on both.
  const isToldByPage = /^deployment .*&nbsp;·&nbsp; [\d.]+[smh]/m.test(summary);
  for (const line of text.split('\n'))
    if (!isToldByPage || line.startsWith('  | ')) assert.ok(page.includes(line.replace('  | ', '')), line);
  return text;
}

/** The texts of a step's warnings. */
export function warningsOf({ log }: StepResult): readonly string[] {
  return annotationsIn(log)
    .filter(({ level }) => level === 'warning')
    .map(({ text }) => text);
}

/** The step has ended well, without a warning. */
export function assertPlainSuccess(result: StepResult): void {
  assert.equal(result.exitCode, 0, result.log);
  assert.deepEqual(annotationsIn(result.log), []);
}

/** The heading of the summary. */
export function headingOf({ summary }: StepResult): string | undefined {
  return /^## (.*)$/m.exec(summary)?.[1];
}

/** The summary as its reader sees it. */
export function pageOf({ summary }: StepResult): string {
  return textOf(rendered(summary));
}

/** The output `targets`. */
export function targetsOf({ outputs }: StepResult): readonly Target[] {
  return JSON.parse(outputs['targets'] ?? '');
}
