import { crc32 } from 'node:zlib';
import { blockSize } from '../bundle/blocks.ts';
import type { Entry } from '../bundle/entry.ts';
import type { Packed } from './batch.ts';
import { type DeflatedBlock, deflatedBlocks, type Total } from './deflated-blocks.ts';
import type { Pending } from './ordered.ts';
import type { Compressor } from './worker.ts';
import { isLarge, type Member } from './zip-records.ts';

/** An entry that is to be compressed. */
export interface ZipSource {
  readonly entry: Entry;
  /** Bytes. */
  readonly size: number;
  /** The content. It is a Buffer unless it is larger than a block. */
  readonly source: Buffer | AsyncIterable<Buffer>;
}

/** One step of writing the file. Offsets and packed sizes are known only when the steps before it are done. */
export type Step =
  | {
      readonly kind: 'members';
      readonly members: readonly SmallMember[];
      readonly bytes: Buffer;
      readonly contents: readonly Packed[];
    }
  | { readonly kind: 'begin'; readonly member: Member }
  | DeflatedBlock
  | { readonly kind: 'end'; readonly member: Member; readonly total: Total };

/** A member whose content is compressed with others. */
export interface SmallMember extends Pick<Entry, 'path' | 'mode'>, Total {}

/**
 * The steps that write the sources into a zip file, in order. Small contents are compressed many at a time, large ones
 * block by block.
 */
export async function* stepsOf(
  sources: AsyncIterable<ZipSource>,
  compressor: Compressor,
): AsyncGenerator<Pending<Step>, void> {
  let batch: SmallContents | undefined;
  function* taken(): Generator<Pending<Step>, void> {
    if (batch) yield { result: compressed(batch, compressor), weight: blockSize };
    batch = undefined;
  }

  for await (const { entry, size, source } of sources) {
    if (!Buffer.isBuffer(source)) {
      const { path, mode } = entry;
      yield* taken();
      const member: Member = { path, mode, method: 'deflated', isStreamed: true, isLarge: isLarge(size) };
      yield { result: { kind: 'begin', member }, weight: 0 };
      const total = yield* deflatedBlocks(source);
      yield { result: { kind: 'end', member, total }, weight: 0 };
    } else {
      if (batch && batch.filled + size > blockSize) yield* taken();
      batch ??= { members: [], room: Buffer.allocUnsafeSlow(blockSize), filled: 0 };
      add(batch, entry, source);
    }
  }
  yield* taken();
}

/** Contents that are compressed together. */
interface SmallContents {
  readonly members: SmallMember[];
  readonly room: Buffer<ArrayBuffer>;
  /** Bytes of `room` that are in use. */
  filled: number;
}

function add(batch: SmallContents, { path, mode }: Entry, content: Buffer): void {
  batch.filled += content.copy(batch.room, batch.filled);
  batch.members.push({ path, mode, crc: crc32(content), size: content.length });
}

async function compressed({ members, room, filled }: SmallContents, compressor: Compressor): Promise<Step> {
  const bytes = room.subarray(0, filled);
  const contents = members.map(({ size, mode }) => ({ size, isLink: mode === '120000' }));
  return { kind: 'members', members, ...(await compressor.compress({ bytes, contents })) };
}
