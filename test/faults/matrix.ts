import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Job, runJob } from './job.ts';
import { assertReliable } from './reliability.ts';
import { type Cell, cellsOf } from './table.ts';
import { count, createTally } from './tally.ts';

/** Most of a cell's time is pauses, so there are more at once than processors. */
const atOnce = 20;

/** For how much a cell waits: an answer that does not come, the runner's patience, a deployment that is to stop. */
function waitsOf({ row, column }: Cell): number {
  return Number(/^(hang|runner|timeout)/.test(column)) + Number(row.startsWith('StopDeployment'));
}

/** Runs the job of every cell of a table, and holds what becomes of it against the cell. */
export async function holdMatrix(
  t: TestContext,
  { name, table, jobOf }: { name: string; table: string; jobOf: (cell: Cell) => Job },
): Promise<void> {
  const tally = createTally();
  // What waits longest begins first.
  const rest = cellsOf(table).sort((a, b) => waitsOf(b) - waitsOf(a));
  const wrong: string[] = [];
  const takeTurns = async () => {
    for (let cell = rest.shift(); cell !== undefined; cell = rest.shift()) {
      const outcome = await runJob(jobOf(cell));
      count(tally, outcome);
      const flaws = Object.entries(outcome).flatMap(([flaw, is]) => (is === true ? [flaw] : []));
      const told = [outcome.word, ...flaws].join(', ');
      if (told !== cell.expected) wrong.push(`${cell.row}, ${cell.column}: ${told}, not ${cell.expected}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  assert.deepEqual(wrong, []);
  assertReliable(t, name, tally);
}
