import { join } from 'node:path';
import type { RecordedRequest } from '../emulator/requests.ts';
import { compareGolden } from '../support/golden.ts';
import { normalise, normaliseLog } from './normalise.ts';
import { inFixedOrder, isRead } from './requests.ts';
import type { StageResult } from './stage.ts';

/**
 * Holds everything that a step showed, asked for and gave back against its golden files. They are for the few
 * situations that differ in kind; every other scenario asserts what it is about.
 */
export function compareStep(name: string, result: StageResult): void {
  const directory = join(import.meta.dirname, 'golden', name);
  compareGolden(
    join(directory, 'log.txt'),
    `${normaliseLog(result.log.trimEnd())}\n\nexit code ${result.exitCode}\n`,
  );
  const requests = inFixedOrder(result.requests, requestLine);
  compareGolden(join(directory, 'requests.txt'), normalise(`${requests.join('\n')}\n`));
  compareGolden(join(directory, 'outputs.txt'), normalise(outputLines(result.outputs)));
  compareGolden(join(directory, 'summary.md'), normalise(result.summary));
}

function requestLine({ service, operation, path, body }: RecordedRequest): string {
  const name = `${service} ${operation}`;
  if (service === 'github') return `${name} ${path}`;
  if (isRead(operation)) return name;
  return `${name} ${service === 'codedeploy' ? JSON.stringify(body) : path}`;
}

function outputLines(outputs: StageResult['outputs']): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
