import { join } from 'node:path';
import type { RecordedRequest } from '../emulator/requests.ts';
import { compareGolden } from '../support/golden.ts';
import { normalise, normaliseLog } from './normalise.ts';
import type { StageResult } from './stage.ts';

/** Reads are repeated as often as polls happen: golden files have them once, without their bodies. */
const reads = /^(Get|List|BatchGet|Head)/;

/** The requests of a step that would change something. */
export function writesIn({ requests }: Pick<StageResult, 'requests'>): readonly RecordedRequest[] {
  return requests.filter(({ operation }) => !isRead(operation));
}

/** Holds everything that a step showed, asked for and gave back against its golden files. */
export function compareStep(name: string, result: StageResult): void {
  const directory = join(import.meta.dirname, 'golden', name);
  compareGolden(
    join(directory, 'log.txt'),
    `${normaliseLog(result.log.trimEnd())}\n\nexit code ${result.exitCode}\n`,
  );
  compareGolden(join(directory, 'requests.txt'), normalise(requestLines(result.requests)));
  compareGolden(join(directory, 'outputs.txt'), normalise(outputLines(result.outputs)));
  compareGolden(join(directory, 'summary.md'), normalise(result.summary));
}

function requestLines(requests: readonly RecordedRequest[]): string {
  const lines = requests.map(({ service, operation, path, body }) => {
    if (reads.test(operation)) return `${service} ${operation}`;
    return `${service} ${operation} ${service === 'codedeploy' ? JSON.stringify(body) : path}`;
  });
  return `${inFixedOrder([...new Set(lines)]).join('\n')}\n`;
}

/** Reads that are sent at the same time arrive in any order: successive ones are sorted. */
function inFixedOrder(lines: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && isReadLine(line) && isReadLine(last[0] ?? '')) last.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => run.sort());
}

function isReadLine(line: string): boolean {
  return isRead(line.slice(line.indexOf(' ') + 1));
}

function isRead(operation: string): boolean {
  return reads.test(operation) || operation.startsWith('GET ');
}

function outputLines(outputs: StageResult['outputs']): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
