import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { root } from '../support/documents.ts';
import type { Tally } from './tally.ts';

const path = join(root, 'docs', 'reliability.md');

/** Prints what a matrix came to, and holds it against its row of docs/reliability.md; `UPDATE_GOLDEN=1` writes the row. */
export function assertReliable(t: TestContext, matrix: string, tally: Tally): void {
  const { cells, ...flaws } = tally;
  const { orphaned, duplicated, littered, unreported } = flaws;
  t.diagnostic(
    `${matrix}: ${cells} cells tried, ${orphaned} deployments orphaned, ${duplicated} duplicated, ${littered} uploads left in parts, ${unreported} reports missing`,
  );
  assert.deepEqual(flaws, { orphaned: 0, duplicated: 0, littered: 0, unreported: 0 });
  const counts = `| ${cells} | ${orphaned} | ${duplicated} | ${littered} | ${unreported} |`;
  const row = new RegExp(`^\\| ${matrix} (\\|.*\\|) ([0-9-]+) \\|$`, 'm');
  const text = readFileSync(path, 'utf8');
  if (process.env['UPDATE_GOLDEN']) {
    const today = new Date().toISOString().slice(0, 10);
    writeFileSync(path, text.replace(row, `| ${matrix} ${counts} ${today} |`));
  }
  const [, kept] = row.exec(readFileSync(path, 'utf8')) ?? [];
  assert.equal(kept, counts, `docs/reliability.md differs; UPDATE_GOLDEN=1 writes its row anew`);
}
