import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompressor } from '../../../src/archive/worker.ts';

const batchOf = (text: string) => ({
  bytes: Uint8Array.from(Buffer.from(text)),
  contents: [{ size: text.length, isLink: false }],
});

test('batches are answered in their order', async () => {
  await using compressor = createCompressor();
  const answers = ['a'.repeat(1000), 'b', ''].map((text) => compressor.compress(batchOf(text)));
  const contents = (await Promise.all(answers)).map(({ contents }) => contents[0]);
  assert.deepEqual(
    contents.map((content) => content?.method),
    ['deflated', 'stored', 'stored'],
  );
});

test('work that is not done when the thread ends is an error', async () => {
  const compressor = createCompressor();
  const rejected = assert.rejects(compressor.compress(batchOf('a')), /has ended/);
  await compressor[Symbol.asyncDispose]();
  await rejected;
});

test('a compressor that had no work ends', async () => {
  await createCompressor()[Symbol.asyncDispose]();
});
