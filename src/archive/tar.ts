import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Header, type Pack, pack } from 'tar-stream';
import type { Content } from '../bundle/read-contents.ts';
import type { BlobMode } from '../git/tree.ts';
import { archived } from './archived.ts';
import type { FormatModule } from './format-archive.ts';

/** As in zip files: GNU tar warns of earlier times. */
const modified = new Date('1980-01-01T00:00:00Z');
/** A header has room for eleven octal digits (POSIX.1-2017, pax: "ustar Interchange Format"). */
const mostSize = 8 ** 11 - 1;
const permissions: Record<BlobMode, number> = { '100644': 0o644, '100755': 0o755, '120000': 0o777 };
/** Bytes at the end of a tar file: two empty records. */
const endOfTar = 1024;
/** Chunks of fewer bytes are joined. */
const joinedSize = 128 * 1024;

type Member = Pick<Header, 'name' | 'mode' | 'mtime'>;

/** The bytes of a tar file that holds the contents, in their order. The same contents give the same bytes. */
export function tar(contents: AsyncIterable<Content>): AsyncGenerator<Buffer, void> {
  return archived(contents, createTarModule());
}

/** Like archiver's own module for tar files, but it keeps every name, and every target of a link, byte for byte. */
function createTarModule(): FormatModule {
  const output = pack();
  const bytes = Readable.from(joined(output as AsyncIterable<Buffer>));
  return {
    append(source, { header: { entry, size } }, callback) {
      const member = { name: entry.path, mode: permissions[entry.mode], mtime: modified };
      if (entry.mode === '120000') {
        appendLink(output, { member, source, callback }).catch(callback);
      } else if (Buffer.isBuffer(source)) {
        output.entry(member, source, callback);
      } else {
        const large = size > mostSize && { pax: { size } };
        source.pipe(output.entry({ ...member, size, ...large }, callback));
      }
    },
    finalize: () => output.finalize(),
    on: (event, listener) => bytes.on(event, listener),
    pipe: (archive) => bytes.pipe(archive),
  };
}

/**
 * The same bytes in fewer chunks: tar-stream makes three of a small file, and every chunk takes time in every stream that it
 * passes. Large chunks are not copied.
 */
async function* joined(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let pieces: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    const isLarge = chunk.length >= joinedSize;
    if (pieces.length > 0 && (isLarge || held + chunk.length > joinedSize)) {
      yield Buffer.concat(pieces);
      pieces = [];
      held = 0;
    }
    if (isLarge) {
      yield chunk;
    } else {
      pieces.push(chunk);
      held += chunk.length;
    }
  }
  yield Buffer.concat(pieces);
}

interface Link {
  readonly member: Member;
  /** Its target. */
  readonly source: Buffer | Readable;
  readonly callback: (error?: Error | null) => void;
}

async function appendLink(output: Pack, { member, source, callback }: Link): Promise<void> {
  const target = Buffer.isBuffer(source) ? source : await buffer(source);
  if (isUtf8(target)) {
    output.entry({ ...member, type: 'symlink', linkname: target.toString() }, callback);
  } else {
    output.push(await recordsOf(member, target));
    callback();
  }
}

/**
 * The records of a link whose target is not UTF-8. tar-stream takes targets as text only, so it gets letters of the same
 * length, and writes them into a pax header. The data of that header has no checksum: the target replaces the letters.
 */
async function recordsOf(member: Member, target: Buffer): Promise<Buffer> {
  const letters = 'x'.repeat(target.length);
  const link = pack();
  link.entry({ ...member, type: 'symlink', linkname: letters, pax: {} });
  link.finalize();
  const records = await buffer(link);
  const key = 'linkpath=';
  target.copy(records, records.lastIndexOf(key + letters) + key.length);
  return records.subarray(0, -endOfTar);
}
