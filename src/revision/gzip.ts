import { crc32 } from 'node:zlib';
import { blocksOf } from './blocks.ts';
import { deflateBlock, dictionaryOf, endOfBlocks } from './deflate.ts';
import { inOrder, type Pending } from './in-order.ts';

/** Deflate, no name and no time, of Unix (RFC 1952, 2.3). */
const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/** The bytes as a gzip file. The same bytes give the same file. */
export async function* gzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const trailer = Buffer.alloc(8);
  async function* blocks(): AsyncGenerator<Pending<Buffer>, void> {
    let dictionary: Buffer | undefined;
    let [crc, size] = [0, 0];
    for await (const block of blocksOf(bytes)) {
      crc = crc32(block, crc);
      size += block.length;
      yield { result: deflateBlock(block, dictionary), weight: block.length };
      dictionary = dictionaryOf(block);
    }
    trailer.writeUInt32LE(crc, 0);
    trailer.writeUInt32LE(size % 2 ** 32, 4);
  }
  yield header;
  yield* inOrder(blocks());
  yield endOfBlocks;
  yield trailer;
}
