import { blockSize } from './deflate.ts';

/** Joins chunks to blocks of {@link blockSize}; the last is shorter, and none is empty. `size`: bytes, at most, in all. */
export async function* blocksOf(
  chunks: AsyncIterable<Buffer>,
  size = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer, void> {
  let room = size;
  let block = allocate(room);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      if (block.length === 0) throw new Error(`There are more than ${size} bytes.`);
      const copied = chunk.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled < block.length) continue;
      yield block;
      room -= filled;
      block = allocate(room);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

function allocate(room: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.min(room, blockSize));
}
