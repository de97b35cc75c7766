import type { Entry } from '../bundle/entry.ts';
import type { BlobMode } from '../git/tree.ts';

/** The records of a zip file (PKWARE APPNOTE 6.3.10, section 4.3). */

export interface Sizes {
  readonly crc: number;
  /** The size of the content, in bytes. */
  readonly size: number;
  /** The size of its data in the zip file, in bytes. */
  readonly packed: number;
}

export interface Member extends Pick<Entry, 'path' | 'mode'> {
  readonly method: 'stored' | 'deflated';
  /** Whether the sizes follow the data in a descriptor, because they are not known before. */
  readonly isStreamed: boolean;
  /** Whether its sizes take eight bytes, because the content may be too large for four. */
  readonly isLarge: boolean;
}

const methods = { stored: 0, deflated: 8 } as const;
/** 1980-01-01 00:00, the earliest time that a zip file can have. Times in zip files are local. */
const [time, date] = [0, (1 << 5) | 1];
const most32 = 0xffffffff;
const most16 = 0xffff;
const version = { usual: 20, zip64: 45 } as const;
const madeByUnix = 3 << 8;
const zip64Extra = 1;

/** File types and permissions as in stat(2), which unzip reads. */
const unixModes: Record<BlobMode, number> = { '100644': 0o100644, '100755': 0o100755, '120000': 0o120777 };

/** Whether the sizes may need eight bytes. The limit leaves room because deflate makes some contents longer. */
export function isLarge(size: number): boolean {
  return size > 0xfff00000;
}

function versionNeeded(member: Member): number {
  return member.isLarge ? version.zip64 : version.usual;
}

function flagsOf({ path, isStreamed }: Member): number {
  const isAscii = /^[\x20-\x7e]*$/.test(path);
  return (isStreamed ? 1 << 3 : 0) | (isAscii ? 0 : 1 << 11);
}

/** The header before the data of a member. Pass `sizes` if they are known. */
export function localHeader(member: Member, sizes?: Sizes): Buffer {
  const name = Buffer.from(member.path);
  const extra = member.isLarge ? zip64(sizes?.size ?? 0, sizes?.packed ?? 0) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(versionNeeded(member), 4);
  header.writeUInt16LE(flagsOf(member), 6);
  header.writeUInt16LE(methods[member.method], 8);
  header.writeUInt16LE(time, 10);
  header.writeUInt16LE(date, 12);
  header.writeUInt32LE(sizes?.crc ?? 0, 14);
  header.writeUInt32LE(member.isLarge ? most32 : (sizes?.packed ?? 0), 18);
  header.writeUInt32LE(member.isLarge ? most32 : (sizes?.size ?? 0), 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** The record after the data of a streamed member. */
export function dataDescriptor(member: Member, { crc, size, packed }: Sizes): Buffer {
  const record = Buffer.alloc(member.isLarge ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(crc, 4);
  if (member.isLarge) {
    record.writeBigUInt64LE(BigInt(packed), 8);
    record.writeBigUInt64LE(BigInt(size), 16);
  } else {
    record.writeUInt32LE(packed, 8);
    record.writeUInt32LE(size, 12);
  }
  return record;
}

/** A member's header in the directory at the end of the file. Its local header is at `offset`. */
export function directoryHeader(
  member: Member,
  { crc, size, packed, offset }: Sizes & { offset: number },
): Buffer {
  const name = Buffer.from(member.path);
  const large = [size, packed, offset].filter((value) => value >= most32);
  const extra = large.length > 0 ? zip64(...large) : Buffer.alloc(0);
  const needed = extra.length > 0 ? version.zip64 : versionNeeded(member);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(madeByUnix | version.zip64, 4);
  header.writeUInt16LE(needed, 6);
  header.writeUInt16LE(flagsOf(member), 8);
  header.writeUInt16LE(methods[member.method], 10);
  header.writeUInt16LE(time, 12);
  header.writeUInt16LE(date, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(Math.min(packed, most32), 20);
  header.writeUInt32LE(Math.min(size, most32), 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(unixModes[member.mode] * 0x10000, 38);
  header.writeUInt32LE(Math.min(offset, most32), 42);
  return Buffer.concat([header, name, extra]);
}

/** The end of the file. `offset` and `size` are those of the directory, in bytes; `count` is its number of headers. */
export function endOfDirectory({
  offset,
  size,
  count,
}: Readonly<Record<'offset' | 'size' | 'count', number>>): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, most16), 8);
  end.writeUInt16LE(Math.min(count, most16), 10);
  end.writeUInt32LE(Math.min(size, most32), 12);
  end.writeUInt32LE(Math.min(offset, most32), 16);
  const fits = count < most16 && size < most32 && offset < most32;
  return fits ? end : Buffer.concat([endOfLargeDirectory({ offset, size, count }), end]);
}

function endOfLargeDirectory({
  offset,
  size,
  count,
}: Readonly<Record<'offset' | 'size' | 'count', number>>): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(madeByUnix | version.zip64, 12);
  record.writeUInt16LE(version.zip64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

function zip64(...values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(zip64Extra, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}
