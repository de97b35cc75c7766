import { open } from 'node:fs/promises';

/** Contents are read and compressed in pieces of at most this many bytes. */
export const blockSize = 1024 * 1024;

/** Joins chunks to blocks of {@link blockSize}; the last is shorter, and none is empty. A chunk that is a block is one. */
export async function* blocksOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let block = Buffer.alloc(0);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled === 0 && chunk.length === blockSize) {
      yield chunk;
      continue;
    }
    for (let at = 0; at < chunk.length; ) {
      if (filled === 0) block = Buffer.allocUnsafeSlow(blockSize);
      const copied = chunk.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled < block.length) continue;
      yield block;
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** The bytes that a file has when it is opened, in blocks. */
export async function* readBlocks(file: string): AsyncGenerator<Buffer, void> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  for (let left = size; left > 0; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(Math.min(blockSize, left)));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    left -= bytesRead;
  }
}
