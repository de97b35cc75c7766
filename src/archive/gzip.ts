import { endOfBlocks } from './deflate.ts';
import { type DeflatedBlock, deflatedBlocks } from './deflated-blocks.ts';
import { inOrder, type Pending } from './ordered.ts';

/** Method deflate, no file name, no time, made on Unix (RFC 1952, 2.3). */
const header = Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/** The bytes as a gzip file. The same bytes give the same file. */
export async function* gzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const trailer = Buffer.alloc(8);
  async function* blocks(): AsyncGenerator<Pending<DeflatedBlock>, void> {
    const { crc, size } = yield* deflatedBlocks(bytes);
    trailer.writeUInt32LE(crc, 0);
    trailer.writeUInt32LE(size % 2 ** 32, 4);
  }
  yield header;
  for await (const { block } of inOrder(blocks())) yield block;
  yield endOfBlocks;
  yield trailer;
}
