import { crc32 } from 'node:zlib';
import { blocksOf } from '../bundle/blocks.ts';
import { deflateBlock, dictionaryOf } from './deflate.ts';
import type { Pending } from './ordered.ts';

/** The checksum and the number of all bytes that went into a stream. */
export interface Total {
  readonly crc: number;
  readonly size: number;
}

export interface DeflatedBlock {
  readonly kind: 'block';
  readonly block: Buffer;
}

/** Compresses chunks to the blocks of a deflate stream, several at the same time. The caller ends it with `endOfBlocks`. */
export async function* deflatedBlocks(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Pending<DeflatedBlock>, Total> {
  let [crc, size] = [0, 0];
  let dictionary: Buffer | undefined;
  for await (const block of blocksOf(chunks)) {
    crc = crc32(block, crc);
    size += block.length;
    const result = deflateBlock(block, dictionary).then(
      (deflated) => ({ kind: 'block', block: deflated }) as const,
    );
    yield { result, weight: block.length };
    dictionary = dictionaryOf(block);
  }
  return { crc, size };
}
