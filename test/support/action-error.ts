import assert from 'node:assert/strict';

/** Expects a failure that the reader can act on, with such a message. */
export function expectError(promise: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(promise, { name: 'ActionError', message });
}
