import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dataDescriptor,
  directoryHeader,
  endOfDirectory,
  isLarge,
  localHeader,
  type Member,
} from '../../../src/archive/zip-records.ts';

const member: Member = { path: 'a', mode: '100644', method: 'deflated', isStreamed: true, isLarge: false };
const crc = 0x12345678;

test('a content of 4 GiB and more has sizes of eight bytes', () => {
  assert.deepEqual([0xffffffff, 2 ** 32, 1000].map(isLarge), [true, true, false]);
  const large = { ...member, isLarge: true };
  const sizes = { crc, size: 5e9, packed: 4.5e9 };
  const header = localHeader(large);
  assert.equal(header.readUInt16LE(4), 45);
  assert.equal(header.readUInt32LE(18), 0xffffffff);
  assert.equal(header.readUInt16LE(28), 20);
  const descriptor = dataDescriptor(large, sizes);
  assert.deepEqual(
    [descriptor.readBigUInt64LE(8), descriptor.readBigUInt64LE(16)],
    [4_500_000_000n, 5_000_000_000n],
  );
  const entry = directoryHeader(large, { ...sizes, offset: 6e9 });
  assert.deepEqual(
    [20, 24, 42].map((at) => entry.readUInt32LE(at)),
    [0xffffffff, 0xffffffff, 0xffffffff],
  );
  assert.equal(entry.readUInt16LE(30), 28);
  assert.deepEqual(
    [51, 59, 67].map((at) => entry.readBigUInt64LE(at)),
    [5_000_000_000n, 4_500_000_000n, 6_000_000_000n],
  );
});

test('only what does not fit is in the extra field', () => {
  const entry = directoryHeader(member, { crc, size: 10, packed: 9, offset: 2 ** 32 });
  assert.deepEqual(
    [entry.readUInt32LE(20), entry.readUInt32LE(24), entry.readUInt32LE(42)],
    [9, 10, 0xffffffff],
  );
  assert.equal(entry.readUInt16LE(30), 12);
  assert.equal(entry.readBigUInt64LE(51), 2n ** 32n);
  assert.equal(directoryHeader(member, { crc, size: 10, packed: 9, offset: 5 }).length, 47);
});

test('many members, and directories far behind, have an end of eight bytes', () => {
  assert.equal(endOfDirectory({ offset: 10, size: 10, count: 65_534 }).length, 22);
  for (const end of [
    { offset: 10, size: 10, count: 65_535 },
    { offset: 2 ** 32, size: 10, count: 1 },
  ]) {
    const bytes = endOfDirectory(end);
    assert.equal(bytes.length, 98);
    assert.equal(bytes.readBigUInt64LE(32), BigInt(end.count));
    assert.equal(bytes.readBigUInt64LE(48), BigInt(end.offset));
    assert.equal(bytes.readBigUInt64LE(64), BigInt(end.offset + end.size));
  }
});
