import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';

/** Bytes of a record of a tar file (POSIX.1-2017, pax). */
const recordSize = 512;

/** A file as git makes it of a blob and its attributes. */
export interface ArchivedFile {
  /** From the top of the repository. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** To be read to its end before the next file is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** From so many on, git is asked for the whole commit: it compares each file with each path that it is given. */
const mostPaths = 200;

/**
 * Only attributes may change a content, not the machine: Git for Windows would write CRLF everywhere, and the filter of
 * Git LFS would download. Its pointers come as they are.
 */
const settings = [
  'core.autocrlf=false',
  'core.eol=lf',
  'filter.lfs.process=',
  'filter.lfs.smudge=',
  'filter.lfs.required=false',
];

/** Those files of the commit, and maybe others, converted by their attributes as `git archive` does. */
export async function* readArchived(
  repository: Repository,
  { sha, paths }: { sha: string; paths: readonly string[] },
): AsyncGenerator<ArchivedFile, void> {
  const only = paths.length <= mostPaths ? paths.map((path) => `:(top,literal)${path}`) : [];
  const args = ['archive', '--format=tar', sha, '--', ...only];
  const reader = createByteReader(streamGit(repository, args, { settings }));
  try {
    let extended: Extended = {};
    for (;;) {
      const header = await recordFrom(reader);
      if (header[0] === 0) break;
      const type = String.fromCharCode(header[156] ?? 0);
      const size = extended.size ?? Number.parseInt(textOf(header, 124, 12), 8);
      if (type === 'x') {
        extended = readExtended(await bytesFrom(reader, size));
      } else {
        if (type === '0') {
          yield { path: extended.path ?? nameOf(header), size, content: reader.take(size) };
        } else {
          for await (const _ of reader.take(size));
        }
        extended = {};
      }
      for await (const _ of reader.take((recordSize - (size % recordSize)) % recordSize));
    }
    // The rest is padding; git has succeeded only when it has ended.
    while ((await reader.until(0)) !== undefined);
  } finally {
    await reader.close();
  }
}

interface Extended {
  readonly path?: string;
  readonly size?: number;
}

async function recordFrom(reader: ByteReader): Promise<Buffer> {
  return bytesFrom(reader, recordSize);
}

async function bytesFrom(reader: ByteReader, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of reader.take(length)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function textOf(header: Buffer, start: number, length: number): string {
  return header.toString('utf8', start, start + length).replace(/[\0 ].*$/s, '');
}

function nameOf(header: Buffer): string {
  const field = (start: number, length: number) =>
    header.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  const prefix = field(345, 155);
  return prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`;
}

/** Of an extended header, `<length> <key>=<value>\n` for each value, what git writes for files. */
function readExtended(records: Buffer): Extended {
  const values: Record<string, string> = {};
  for (let at = 0; at < records.length; ) {
    const space = records.indexOf(' ', at);
    const length = Number(records.toString('utf8', at, space));
    const [, key = '', value = ''] =
      /^([^=]+)=(.*)\n$/s.exec(records.toString('utf8', space + 1, at + length)) ?? [];
    if (!(length > 0)) throw new Error('git archive wrote an extended header that cannot be read.');
    values[key] = value;
    at += length;
  }
  const { path, size } = values;
  return { ...(path !== undefined && { path }), ...(size !== undefined && { size: Number(size) }) };
}
