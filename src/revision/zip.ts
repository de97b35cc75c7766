import { crc32 } from 'node:zlib';
import { blocksOf } from './blocks.ts';
import type { Content } from './contents.ts';
import { blockSize, deflateBlock, deflateWhole, dictionaryOf, endOfBlocks } from './deflate.ts';
import type { Entry } from './entry.ts';
import { inOrder, type Pending } from './in-order.ts';
import {
  dataDescriptor,
  directoryHeader,
  endOfDirectory,
  isLarge,
  localHeader,
  type Member,
  type Sizes,
} from './zip-records.ts';

/** A step in writing the file. Where a member begins, and how long it became, is known when its turn comes. */
type Step =
  | { readonly kind: 'whole'; readonly member: Member; readonly sizes: Sizes; readonly data: Buffer }
  | { readonly kind: 'begin'; readonly member: Member }
  | { readonly kind: 'block'; readonly data: Buffer }
  | { readonly kind: 'end'; readonly member: Member; readonly crc: number; readonly size: number };

/** Bytes that a compressor needs beside the content, for small ones about (zlib.h, deflateInit2). */
const stepWeight = 128 * 1024;

/** The bytes of a zip file that holds the contents, in their order. The same contents give the same bytes. */
export async function* zip(contents: AsyncIterable<Content>): AsyncGenerator<Buffer, void> {
  const directory: Buffer[] = [];
  let written = 0;
  let start = 0;
  let dataStart = 0;

  function put(bytes: Buffer): Buffer {
    written += bytes.length;
    return bytes;
  }

  for await (const step of inOrder(stepsOf(contents))) {
    switch (step.kind) {
      case 'whole':
        directory.push(directoryHeader(step.member, { ...step.sizes, offset: written }));
        yield put(localHeader(step.member, step.sizes));
        yield put(step.data);
        break;
      case 'begin':
        start = written;
        yield put(localHeader(step.member));
        dataStart = written;
        break;
      case 'block':
        yield put(step.data);
        break;
      case 'end': {
        yield put(endOfBlocks);
        const sizes = { crc: step.crc, size: step.size, packed: written - dataStart };
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

async function* stepsOf(contents: AsyncIterable<Content>): AsyncGenerator<Pending<Step>, void> {
  for await (const { entry, size, content } of contents) {
    if (size <= blockSize) {
      let whole: Buffer = Buffer.alloc(0);
      for await (const block of blocksOf(content, size)) whole = block;
      yield { result: wholeMember(entry, whole), weight: stepWeight + whole.length };
    } else {
      yield* largeMember(entry, { size, content });
    }
  }
}

/** A content in one block. It is stored unless it shrinks. */
async function wholeMember({ path, mode }: Entry, content: Buffer): Promise<Step> {
  const deflated = content.length > 0 && mode !== '120000' ? await deflateWhole(content) : content;
  const method = deflated.length < content.length ? 'deflated' : 'stored';
  const data = method === 'deflated' ? deflated : content;
  return {
    kind: 'whole',
    member: { path, mode, method, isStreamed: false, isLarge: false },
    sizes: { crc: crc32(content), size: content.length, packed: data.length },
    data,
  };
}

async function* largeMember(
  { path, mode }: Entry,
  { size, content }: Pick<Content, 'size' | 'content'>,
): AsyncGenerator<Pending<Step>, void> {
  const member: Member = { path, mode, method: 'deflated', isStreamed: true, isLarge: isLarge(size) };
  yield { result: { kind: 'begin', member }, weight: stepWeight };
  let crc = 0;
  let dictionary: Buffer | undefined;
  for await (const block of blocksOf(content, size)) {
    crc = crc32(block, crc);
    const result = deflateBlock(block, dictionary).then((data) => ({ kind: 'block', data }) as const);
    yield { result, weight: stepWeight + block.length };
    dictionary = dictionaryOf(block);
  }
  yield { result: { kind: 'end', member, crc, size }, weight: stepWeight };
}
