import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompressor } from '../../../src/archive/worker.ts';
import { stepsOf, type ZipSource } from '../../../src/archive/zip-steps.ts';
import type { BlobMode } from '../../../src/git/tree.ts';

function sourceOf(path: string, mode: BlobMode, text: string): ZipSource {
  const source = Buffer.from(text);
  return {
    entry: { path, mode, identity: text, source: { kind: 'bytes', bytes: source } },
    size: source.length,
    source,
  };
}

async function* filesAndLinks() {
  for (let index = 0; index < 100; index += 1) {
    yield sourceOf(`${index}`, '100644', `file ${index}`);
    yield sourceOf(`${index}-link`, '120000', `${index}`);
  }
}

test('small files are compressed together, with links between them too', async () => {
  await using compressor = createCompressor();
  const steps = await Array.fromAsync(stepsOf(filesAndLinks(), compressor));
  assert.equal(steps.length, 1);
  await steps[0]?.result;
});
