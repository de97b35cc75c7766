import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds, or until the signal: an early end is for the caller to see. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
