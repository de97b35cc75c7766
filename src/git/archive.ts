import { type ByteReader, createByteReader } from './byte-reader.ts';
import { type Repository, streamGit } from './git.ts';

/** The bytes of a record in a tar file (POSIX.1-2017, pax). */
const recordSize = 512;

/** A file that git has converted by its attributes. */
export interface ArchivedFile {
  /** From the top of the repository. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Read it to its end before asking for the next file. */
  readonly content: AsyncIterable<Buffer>;
}

/** With more paths, ask git for the whole commit: it compares every file with every path it is given. */
const mostPaths = 200;

/**
 * Only attributes may convert a file, not the settings of the machine: Git for Windows would write CRLF everywhere. The
 * filter of Git LFS would download files, so git passes LFS pointers on unchanged.
 */
const settings = [
  'core.autocrlf=false',
  'core.eol=lf',
  'filter.lfs.process=',
  'filter.lfs.smudge=',
  'filter.lfs.required=false',
];

/** Yields the files of the commit, and possibly others, as `git archive` converts them by their attributes. */
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
    // The rest is padding. Read on until git ends: only then has it succeeded.
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

/** Reads the values that git writes for files from an extended header: `<length> <key>=<value>\n` for each value. */
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
