import { crc32 } from 'node:zlib';
import { blockSize } from '../bundle/blocks.ts';
import type { Entry } from '../bundle/entry.ts';
import type { Content } from '../bundle/read-contents.ts';
import type { Packed } from './batch.ts';
import { endOfBlocks } from './deflate.ts';
import { type DeflatedBlock, deflatedBlocks, type Total } from './deflated-blocks.ts';
import { inOrder, type Pending } from './ordered.ts';
import { type Compressor, createCompressor } from './worker.ts';
import {
  dataDescriptor,
  directoryHeader,
  endOfDirectory,
  isLarge,
  localHeader,
  type Member,
} from './zip-records.ts';

/** A step in writing the file. A member's offset and compressed size are known only when its step is written. */
type Step =
  | {
      readonly kind: 'members';
      readonly members: readonly SmallMember[];
      readonly bytes: Buffer;
      readonly contents: readonly Packed[];
    }
  | { readonly kind: 'begin'; readonly member: Member }
  | DeflatedBlock
  | { readonly kind: 'end'; readonly member: Member; readonly total: Total };

/** A member whose content is compressed in a batch with others. */
interface SmallMember extends Pick<Entry, 'path' | 'mode'>, Total {}

/**
 * The bytes of a zip file with the contents, in order. The same contents give the same bytes.
 * Small contents are compressed many at a time, large ones block by block.
 */
export async function* zip(contents: AsyncIterable<Content>): AsyncGenerator<Buffer, void> {
  await using compressor = createCompressor();
  const directory: Buffer[] = [];
  let written = 0;
  let start = 0;
  let dataStart = 0;

  function put(bytes: Buffer): Buffer {
    written += bytes.length;
    return bytes;
  }

  for await (const step of inOrder(stepsOf(contents, compressor))) {
    switch (step.kind) {
      case 'members': {
        const { records, headers } = smallMembers(step, written);
        directory.push(...headers);
        yield put(records);
        break;
      }
      case 'begin':
        start = written;
        yield put(localHeader(step.member));
        dataStart = written;
        break;
      case 'block':
        yield put(step.block);
        break;
      case 'end': {
        yield put(endOfBlocks);
        const sizes = { ...step.total, packed: written - dataStart };
        directory.push(directoryHeader(step.member, { ...sizes, offset: start }));
        yield put(dataDescriptor(step.member, sizes));
        break;
      }
    }
  }
  const headers = Buffer.concat(directory);
  const end = endOfDirectory({ offset: written, size: headers.length, count: directory.length });
  yield put(headers);
  yield put(end);
}

async function* stepsOf(
  contents: AsyncIterable<Content>,
  compressor: Compressor,
): AsyncGenerator<Pending<Step>, void> {
  let batch: SmallContents | undefined;
  function* taken(): Generator<Pending<Step>, void> {
    if (batch) yield { result: compressed(batch, compressor), weight: blockSize };
    batch = undefined;
  }

  for await (const { entry, size, content } of contents) {
    if (size > blockSize) {
      const { path, mode } = entry;
      yield* taken();
      const member: Member = { path, mode, method: 'deflated', isStreamed: true, isLarge: isLarge(size) };
      yield { result: { kind: 'begin', member }, weight: 0 };
      const total = yield* deflatedBlocks(content);
      yield { result: { kind: 'end', member, total }, weight: 0 };
    } else {
      if (batch && batch.filled + size > blockSize) yield* taken();
      batch ??= { members: [], room: Buffer.allocUnsafeSlow(blockSize), filled: 0 };
      await add(batch, entry, content);
    }
  }
  yield* taken();
}

/** Contents that are compressed together. */
interface SmallContents {
  readonly members: SmallMember[];
  readonly room: Buffer<ArrayBuffer>;
  /** The bytes of `room` in use. */
  filled: number;
}

async function add(
  batch: SmallContents,
  { path, mode }: Entry,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  const start = batch.filled;
  for await (const chunk of content) batch.filled += chunk.copy(batch.room, batch.filled);
  const bytes = batch.room.subarray(start, batch.filled);
  batch.members.push({ path, mode, crc: crc32(bytes), size: bytes.length });
}

async function compressed({ members, room, filled }: SmallContents, compressor: Compressor): Promise<Step> {
  const bytes = room.subarray(0, filled);
  const contents = members.map(({ size, mode }) => ({ size, isLink: mode === '120000' }));
  return { kind: 'members', members, ...(await compressor.compress({ bytes, contents })) };
}

/** The records of members for the file, at `offset`, and their headers for the directory. */
function smallMembers({ members, bytes, contents }: Step & { kind: 'members' }, offset: number) {
  const records: Buffer[] = [];
  const headers: Buffer[] = [];
  let [start, end] = [0, offset];
  for (const [index, { crc, size, ...entry }] of members.entries()) {
    const content = contents[index];
    if (!content) throw new Error(`${entry.path} was not compressed.`);
    const { method, packed } = content;
    const member: Member = { ...entry, method, isStreamed: false, isLarge: false };
    const sizes = { crc, size, packed };
    const header = localHeader(member, sizes);
    headers.push(directoryHeader(member, { ...sizes, offset: end }));
    records.push(header, bytes.subarray(start, start + packed));
    start += packed;
    end += header.length + packed;
  }
  return { records: Buffer.concat(records), headers };
}
