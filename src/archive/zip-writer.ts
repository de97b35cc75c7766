import { endOfBlocks } from './deflate.ts';
import { dataDescriptor, directoryHeader, endOfDirectory, localHeader, type Member } from './zip-records.ts';
import type { Step } from './zip-steps.ts';

/** The bytes of the zip file that the steps write. */
export async function* writeZip(steps: AsyncIterable<Step>): AsyncGenerator<Buffer, void> {
  const directory: Buffer[] = [];
  let written = 0;
  let start = 0;
  let dataStart = 0;

  function put(bytes: Buffer): Buffer {
    written += bytes.length;
    return bytes;
  }

  for await (const step of steps) {
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

/** The records of members that start at `offset`, and their headers in the directory. */
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
