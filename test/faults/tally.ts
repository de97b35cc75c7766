import type { Outcome } from './outcome.ts';

/** What the cells of a matrix came to. All but the cells are to be zero. */
export interface Tally {
  cells: number;
  orphaned: number;
  duplicated: number;
  littered: number;
  unreported: number;
}

export function createTally(): Tally {
  return { cells: 0, orphaned: 0, duplicated: 0, littered: 0, unreported: 0 };
}

export function count(tally: Tally, { isOrphaned, isDuplicated, isLittered, isUnreported }: Outcome): void {
  tally.cells += 1;
  tally.orphaned += Number(isOrphaned);
  tally.duplicated += Number(isDuplicated);
  tally.littered += Number(isLittered);
  tally.unreported += Number(isUnreported);
}
