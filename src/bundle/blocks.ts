import { open } from 'node:fs/promises';

/** The most bytes that are read and compressed at a time. */
export const blockSize = 1024 * 1024;

/**
 * Joins chunks into blocks of {@link blockSize}. The last may be shorter; none is empty. A chunk of exactly that size
 * is passed on without copying it.
 */
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

/** Reads a file in blocks, up to the size it has when it is opened. */
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
