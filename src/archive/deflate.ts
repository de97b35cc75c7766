import { promisify } from 'node:util';
import { constants, deflateRaw, deflateRawSync } from 'node:zlib';

/** Deflate refers to at most this many earlier bytes (RFC 1951, 2), those of the previous block included. */
const windowSize = 32 * 1024;
/** Takes a quarter less time than level 6, and one percent more bytes. */
const level = 5;
/** The most bytes that a stored block can hold (RFC 1951, 3.2.4). */
const mostStored = 0xffff;
/** An empty block, marked as the last (RFC 1951, 3.2.6). It ends a stream of blocks of {@link deflateBlock}. */
export const endOfBlocks = Buffer.of(0x03, 0x00);

const deflate = promisify(deflateRaw) as (
  bytes: Uint8Array,
  options: Parameters<typeof deflateRaw>[1],
) => Promise<Buffer>;

/**
 * The whole content as one deflate stream. zlib gets a window and tables that fit the content, because allocating the
 * largest ones takes longer than compressing a small file.
 */
export function deflateWhole(content: Uint8Array): Buffer {
  const windowBits = Math.min(Math.max(Math.ceil(Math.log2(content.length)), 9), constants.Z_MAX_WINDOWBITS);
  const memLevel = Math.min(windowBits - 6, constants.Z_MAX_MEMLEVEL);
  // Room for the whole result, so that one call to zlib is enough.
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, content.length);
  return deflateRawSync(content, { level, windowBits, memLevel, chunkSize });
}

/** The end of a block, for the next block to refer to. */
export function dictionaryOf(block: Buffer): Buffer {
  return block.subarray(-windowSize);
}

/**
 * Compresses a block for the middle of a deflate stream, in a thread of Node's pool. Such blocks in a row, followed by
 * {@link endOfBlocks}, are a deflate stream. A block that would not get smaller is stored.
 */
export async function deflateBlock(block: Buffer, dictionary: Buffer | undefined): Promise<Buffer> {
  const deflated = await deflate(block, {
    level,
    memLevel: constants.Z_MAX_MEMLEVEL,
    chunkSize: Math.max(constants.Z_MIN_CHUNK, block.length),
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary && { dictionary }),
  });
  return deflated.length < block.length ? deflated : stored(block);
}

function stored(block: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let start = 0; start < block.length; start += mostStored) {
    const piece = block.subarray(start, start + mostStored);
    const header = Buffer.alloc(5);
    header.writeUInt16LE(piece.length, 1);
    header.writeUInt16LE(piece.length ^ 0xffff, 3);
    pieces.push(header, piece);
  }
  return Buffer.concat(pieces);
}
