/** Milliseconds. */
const shortest = 1_000;
const longest = 15_000;

/**
 * Milliseconds from one poll to the next: what is set; else a tenth of the time so far, so that the end of a short
 * deployment is noticed soon and a long one is not asked for too often.
 */
export function intervalAt(elapsed: number, set: number | undefined): number {
  return set ?? Math.min(Math.max(elapsed / 10, shortest), longest);
}
