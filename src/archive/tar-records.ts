import type { BlobMode } from '../git/tree.ts';

/** What tar files are made of (POSIX.1-2017, pax: "ustar Interchange Format" and "pax Extended Header"). */

export const recordSize = 512;

/** 1980-01-01T00:00:00Z, as in zip files: GNU tar warns of earlier times. Seconds. */
const modified = 315_532_800;
/** Sizes of more than eleven octal digits do not fit into a header. */
const mostSize = 8 ** 11 - 1;
const longestName = 100;

const types: Record<BlobMode, string> = { '100644': '0', '100755': '0', '120000': '2' };
const permissions: Record<BlobMode, number> = { '100644': 0o644, '100755': 0o755, '120000': 0o777 };

export interface TarMember {
  readonly path: string;
  readonly mode: BlobMode;
  /** Bytes of data that follow; 0 for a link. */
  readonly size: number;
  /** Where a link points; empty for a file. */
  readonly link: Buffer;
}

/** The header of a member, owned by root. Before it, where the header has no room, what it lacks. */
export function memberHeader({ path, mode, size, link }: TarMember): Buffer {
  const name = Buffer.from(path);
  const extended = Buffer.concat([
    name.length > longestName ? paxRecord('path', name) : Buffer.alloc(0),
    link.length > longestName ? paxRecord('linkpath', link) : Buffer.alloc(0),
    size > mostSize ? paxRecord('size', Buffer.from(String(size))) : Buffer.alloc(0),
  ]);
  const member = { name, link, permissions: permissions[mode], size: Math.min(size, mostSize) };
  const own = header({ ...member, type: types[mode] });
  if (extended.length === 0) return own;
  const before = { name: Buffer.from('PaxHeader'), link: Buffer.alloc(0), permissions: 0o644 };
  return Buffer.concat([
    header({ ...before, size: extended.length, type: 'x' }),
    extended,
    padding(extended.length),
    own,
  ]);
}

/** What is missing to a whole record after `size` bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc((recordSize - (size % recordSize)) % recordSize);
}

/** The end of the file. */
export const endOfTar = Buffer.alloc(2 * recordSize);

interface Header {
  readonly name: Buffer;
  readonly link: Buffer;
  readonly permissions: number;
  readonly size: number;
  readonly type: string;
}

function header({ name, link, permissions, size, type }: Header): Buffer {
  const record = Buffer.alloc(recordSize);
  name.copy(record, 0, 0, longestName);
  record.write(octal(permissions, 7), 100);
  record.write(octal(0, 7), 108);
  record.write(octal(0, 7), 116);
  record.write(octal(size, 11), 124);
  record.write(octal(modified, 11), 136);
  record.fill(' ', 148, 156);
  record.write(type, 156);
  link.copy(record, 157, 0, longestName);
  record.write('ustar\x0000', 257);
  const sum = record.reduce((total, byte) => total + byte, 0);
  record.write(`${octal(sum, 6)}\0 `, 148);
  return record;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

/** `<length> <key>=<value>\n`, where the length counts its own digits too. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = ` ${key}=`.length + value.length + 1;
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length += 1;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')]);
}
