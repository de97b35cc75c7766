import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RetryAbortedError } from '../../../src/control/cancellation.ts';
import { Again, growingPauses, lookRepeatedly, retry } from '../../../src/control/retry.ts';

const { signal } = new AbortController();
const failure = new Error('busy');

test('attempts follow each other until one returns a result', async () => {
  const numbers: number[] = [];
  const attempt = async (number: number) => {
    numbers.push(number);
    return number < 3 ? new Again(failure) : 'done';
  };
  assert.equal(await retry(attempt, { pauses: [0, 0, 0], signal }), 'done');
  assert.deepEqual(numbers, [1, 2, 3]);
});

test('the last failure is thrown when no pause is left, and what an attempt throws is final', async () => {
  const again = async () => new Again(failure);
  await assert.rejects(retry(again, { pauses: [0], signal }), (error) => error === failure);
  let attempts = 0;
  const broken = async () => {
    attempts += 1;
    throw failure;
  };
  await assert.rejects(retry(broken, { pauses: [0, 0], signal }), (error) => error === failure);
  assert.equal(attempts, 1);
});

test('an abort in a pause says what had failed', async () => {
  const cause = new Error('no answer');
  const again = async () => new Again(failure, cause);
  await assert.rejects(
    retry(again, { pauses: [60_000], signal: AbortSignal.abort() }),
    (error) => error instanceof RetryAbortedError && error.cause === cause,
  );
});

test('a look finds something, or not in the end', async () => {
  const found = [undefined, undefined, 'there'];
  assert.equal(await lookRepeatedly(async () => found.shift(), { pauses: [0, 0, 0], signal }), 'there');
  assert.equal(await lookRepeatedly(async () => undefined, { pauses: [0, 0], signal }), undefined);
});

test('pauses grow to half a minute, and are never the same for all', () => {
  const pauses = [...growingPauses(8)];
  assert.equal(pauses.length, 8);
  for (const [index, pause] of pauses.entries()) {
    const longest = Math.min(1_000 * 2 ** index, 30_000);
    assert.ok(pause >= longest / 2 && pause <= longest, `${pause} at ${index}`);
  }
});
