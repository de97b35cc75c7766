import { relative, resolve } from 'node:path';
import type { EventData } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import { withoutCommands } from './without-commands.ts';

/**
 * A reporter for `node --test`: a line for each file, failures in full, what tests have measured, and at the end what
 * was skipped, what failed, and the closing lines of Node's own reporter.
 */
export default async function* quietReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const report = createReport();
  for await (const event of events) yield printed(report.add(event));
  yield printed(report.end());
}

function printed(lines: readonly string[]): string {
  return lines.map((line) => `${withoutCommands(line)}\n`).join('');
}

function createReport() {
  const names: string[] = [];
  const output = new Map<string, string>();
  const skipped: string[] = [];
  const failed: string[] = [];
  const closing: string[] = [];

  const pathOf = (name: string, nesting: number) => [...names.slice(0, nesting), name].join(' > ');
  const outputOf = (file: string) => {
    const text = output.get(resolve(file))?.trimEnd();
    return text ? [`  Output of ${shown(file)}:`, indented(text, 4)] : [];
  };
  const fail = ({ name, nesting, details, file = '', line }: EventData.TestFail): string[] => {
    if (causeOf(details.error) === undefined) return [];
    const isFile = resolve(name) === file;
    const title = `✖ ${isFile ? shown(file) : `${pathOf(name, nesting)} (${shown(file)}:${line})`}`;
    failed.push(title);
    return [title, indented(inspect(causeOf(details.error)), 2), ...(isFile ? outputOf(file) : [])];
  };
  const summary = ({ file, success, counts, duration_ms: duration }: EventData.TestSummary): string[] => {
    if (file === undefined) return [];
    const line = `${shown(file)} (${counts.tests} tests, ${(duration / 1000).toFixed(1)} s)`;
    return success ? [`✔ ${line}`] : [`✖ ${line}`, ...outputOf(file)];
  };

  return {
    /** What is to be told at once. */
    add({ type, data }: TestEvent): readonly string[] {
      switch (type) {
        case 'test:start':
          names[data.nesting] = data.name;
          return [];
        case 'test:pass':
          if (data.skip) skipped.push(`﹣ ${pathOf(data.name, data.nesting)}: ${data.skip}`);
          return [];
        case 'test:fail':
          return fail(data);
        case 'test:stdout':
        case 'test:stderr':
          output.set(resolve(data.file), (output.get(resolve(data.file)) ?? '') + data.message);
          return [];
        case 'test:diagnostic':
          if (data.file !== undefined) return [`ℹ ${data.message}`];
          closing.push(`ℹ ${data.message}`);
          return [];
        case 'test:coverage':
          return coverage(data.summary);
        case 'test:interrupted':
          return data.tests.map(({ name }) => `Interrupted: ${name}`);
        case 'test:summary':
          return summary(data);
        default:
          return [];
      }
    },
    end: (): readonly string[] => [
      ...titled('Skipped:', skipped),
      ...titled('Failed:', failed),
      '',
      ...closing,
    ],
  };
}

/** What a test threw; undefined where it failed only because a test within it did. */
function causeOf(error: Error): unknown {
  const isOfTests = 'failureType' in error && error.failureType === 'subtestsFailed';
  return isOfTests ? undefined : (error.cause ?? error);
}

function coverage({ totals, files }: EventData.TestCoverage['summary']): readonly string[] {
  const least = files.toSorted((a, b) => a.coveredLinePercent - b.coveredLinePercent).slice(0, 10);
  return [
    `ℹ coverage: ${percentages(totals)}`,
    ...least.map((file) => `ℹ   ${shown(file.path)}: ${percentages(file)}`),
  ];
}

function percentages(share: EventData.TestCoverage['summary']['totals']): string {
  const [lines, branches, functions] = [
    share.coveredLinePercent,
    share.coveredBranchPercent,
    share.coveredFunctionPercent,
  ].map((percent) => `${percent.toFixed(2)} %`);
  return `${lines} of lines, ${branches} of branches, ${functions} of functions`;
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', title, ...lines] : [];
}

function shown(file: string): string {
  return relative(process.cwd(), file);
}

function indented(text: string, width: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(width));
}
