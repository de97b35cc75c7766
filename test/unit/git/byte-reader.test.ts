import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createByteReader, recordsOf } from '../../../src/git/byte-reader.ts';

const lineFeed = 0x0a;

/** The text in chunks of `size` bytes, wherever that cuts it. */
async function* chunks(text: string, size: number): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function taken(content: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

for (const size of [1, 2, 3, 5, 7, 1000]) {
  test(`records and lengths, in chunks of ${size}`, async () => {
    const reader = createByteReader(chunks('é header\n12\n3456\n\nlast\n', size));
    assert.equal((await reader.until(lineFeed))?.toString(), 'é header');
    assert.equal(await taken(reader.take(7)), '12\n3456');
    assert.equal((await reader.until(lineFeed))?.toString(), '');
    assert.equal((await reader.until(lineFeed))?.toString(), '');
    assert.equal(await taken(reader.take(0)), '');
    assert.equal((await reader.until(lineFeed))?.toString(), 'last');
    assert.equal(await reader.until(lineFeed), undefined);
    assert.equal(await reader.until(lineFeed), undefined);
  });

  test(`a stream that ends too early, in chunks of ${size}`, async () => {
    await assert.rejects(taken(createByteReader(chunks('1234', size)).take(5)), /ended 1 bytes too early/);
    await assert.rejects(createByteReader(chunks('1234', size)).until(lineFeed), /in the middle of a record/);
    const reader = createByteReader(chunks('a\nb', size));
    await reader.until(lineFeed);
    await assert.rejects(reader.until(lineFeed), /in the middle of a record/);
  });
}

test('a reader that stops ends the stream', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<Buffer, void> {
    try {
      for (;;) yield Buffer.from('a\n');
    } finally {
      ended = true;
    }
  }
  for await (const record of recordsOf(endless(), lineFeed)) {
    assert.equal(record.toString(), 'a');
    break;
  }
  assert.equal(ended, true);
});
