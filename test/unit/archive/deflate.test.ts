import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { type Batch, compressBatch } from '../../../src/archive/batch.ts';
import { deflateBlock, deflateWhole, dictionaryOf } from '../../../src/archive/deflate.ts';
import { gzip } from '../../../src/archive/gzip.ts';
import { inOrder, type Pending } from '../../../src/archive/ordered.ts';
import { createCompressor } from '../../../src/archive/worker.ts';
import { blockSize, blocksOf } from '../../../src/bundle/blocks.ts';

async function* chunksOf(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const text = Buffer.from('The quick brown fox. '.repeat(100_000));
const mixed = Buffer.concat([text, randomBytes(2_000_000), text]);

for (const { name, content } of [
  { name: 'text', content: text },
  { name: 'random bytes', content: randomBytes(1_500_000) },
  { name: 'both', content: mixed },
  { name: 'one block exactly', content: text.subarray(0, blockSize) },
  { name: 'a byte', content: Buffer.of(7) },
]) {
  test(`blocks make a stream: ${name}`, async () => {
    const zipped = await collect(gzip(chunksOf(content, 10_000)));
    assert.ok(gunzipSync(Buffer.concat(zipped)).equals(content));
    const stream = Buffer.concat(zipped.slice(1, -1));
    assert.ok(inflateRawSync(stream).equals(content));
    assert.ok(stream.length < content.length * 1.0002 + 100, `${stream.length} of ${content.length}`);
  });
}

test('a block that refers to the one before is smaller', async () => {
  const block = randomBytes(30_000);
  const alone = await deflateBlock(block, undefined);
  const after = await deflateBlock(block, dictionaryOf(block));
  assert.ok(after.length < alone.length / 10);
});

test('contents of every size', () => {
  for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 32_767, 32_768, 32_769, 100_000, blockSize]) {
    const content = Buffer.concat([text, text]).subarray(7, 7 + size);
    assert.ok(inflateRawSync(deflateWhole(content)).equals(content), String(size));
  }
});

test('a batch: what shrinks is deflated, the rest is stored, each in its place', () => {
  const contents = [
    Buffer.alloc(0),
    text.subarray(0, 5_000),
    randomBytes(3_000),
    Buffer.of(1),
    randomBytes(20_000),
    text.subarray(3, 90_000),
  ];
  const bytes = Buffer.from(new Uint8Array(Buffer.concat(contents)));
  const packed = compressBatch({
    bytes,
    contents: contents.map(({ length }) => ({ size: length, isLink: false })),
  });
  assert.deepEqual(
    packed.map(({ method }) => method),
    ['stored', 'deflated', 'stored', 'stored', 'stored', 'deflated'],
  );
  let start = 0;
  for (const [index, { method, packed: length }] of packed.entries()) {
    const piece = bytes.subarray(start, start + length);
    start += length;
    assert.ok((method === 'deflated' ? inflateRawSync(piece) : piece).equals(contents[index] ?? bytes));
  }
});

test('the target of a link is stored, although it shrinks', () => {
  const target = '../'.repeat(50);
  const packed = compressBatch({
    bytes: new Uint8Array(Buffer.from(target)),
    contents: [{ size: target.length, isLink: true }],
  });
  assert.deepEqual(packed, [{ method: 'stored', packed: target.length }]);
});

test('batches come back in their order from the thread', async () => {
  await using compressor = createCompressor();
  const batches = [text.subarray(0, 100_000), Buffer.of(7), randomBytes(1_000)];
  const results = await Promise.all(
    batches.map((batch) =>
      compressor.compress({
        bytes: new Uint8Array(batch),
        contents: [{ size: batch.length, isLink: false }],
      }),
    ),
  );
  const contents = results.map(({ bytes, contents: [packed] }) =>
    packed?.method === 'deflated' ? inflateRawSync(bytes) : bytes,
  );
  assert.deepEqual(contents, batches);
});

test('a thread that fails fails the batch', async () => {
  await using compressor = createCompressor();
  const batch = { bytes: Buffer.alloc(0) } as unknown as Batch;
  await assert.rejects(compressor.compress(batch), TypeError);
});

test('an empty gzip file', async () => {
  const bytes = Buffer.concat(await collect(gzip(chunksOf(Buffer.alloc(0), 1))));
  assert.equal(gunzipSync(bytes).length, 0);
});

test('blocks are whole, whatever the chunks are', async () => {
  for (const length of [1_000, 65_536, 3_000_000]) {
    const blocks = await collect(blocksOf(chunksOf(mixed, length)));
    assert.ok(Buffer.concat(blocks).equals(mixed));
    assert.ok(blocks.slice(0, -1).every((block) => block.length === blockSize));
  }
});

/** Results that come in another order than they were asked for. */
async function* late(count: number): AsyncGenerator<Pending<number>> {
  for (let index = 0; index < count; index += 1) {
    const result = new Promise<number>((resolve) => setTimeout(resolve, (count - index) % 7, index));
    yield { result, weight: 1_000_000 };
  }
}

test('results come in order, and not all at once', async () => {
  assert.deepEqual(
    await collect(inOrder(late(50))),
    Array.from({ length: 50 }, (_, index) => index),
  );
  let begun = 0;
  async function* counted(): AsyncGenerator<Pending<number>> {
    for (;;) yield { result: begun++, weight: 1_000_000 };
  }
  const results = inOrder(counted());
  await results.next();
  assert.ok(begun < 20, `${begun} begun for the first`);
  await results.return();
});

test('a failure comes when its turn is', async () => {
  async function* failing(): AsyncGenerator<Pending<string>> {
    yield { result: 'first', weight: 1 };
    yield { result: Promise.reject(new Error('second')), weight: 1 };
    yield { result: 'third', weight: 1e9 };
  }
  const results = inOrder(failing());
  assert.equal((await results.next()).value, 'first');
  await assert.rejects(results.next(), /second/);
});
