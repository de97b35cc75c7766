import { open } from 'node:fs/promises';
import type { BundleFile } from '../appspec/bundle-tree.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import type { BundleType } from '../model/revision.ts';
import { singleLine } from '../text/escape.ts';

/** A file or link of an archive. */
export interface ArchivedFile extends BundleFile {
  /** Bytes. */
  readonly size: number;
}

/** An archive that was made elsewhere. */
export interface OpenArchive {
  readonly files: readonly ArchivedFile[];
  /** The first bytes of these files, at most `longest` of each. */
  readBeginnings(paths: readonly string[], longest: number): Promise<ReadonlyMap<string, Buffer>>;
}

/**
 * Reads what is in an archive: its names, and of contents only what is asked for.
 * @throws ActionError when it is none of the types that CodeDeploy takes, or is damaged.
 */
export async function openArchive(file: string): Promise<OpenArchive & { readonly type: BundleType }> {
  const type = await typeOf(file);
  if (!type) {
    throw new ActionError(
      `${singleLine(file)} is neither a zip file nor a tar file, compressed by gzip or not, which are all that CodeDeploy takes. Make one of these.`,
    );
  }
  try {
    return { type, ...(await readers[type](file)) };
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ActionError(
      `${singleLine(file)} cannot be read as ${type}: ${singleLine(messageOf(error))}. Make it anew; see that the step that makes it has ended, and that nothing cuts it off.`,
      { cause: error },
    );
  }
}

/** Loaded here, because most runs open no archive. */
const readers: Record<BundleType, (file: string) => Promise<OpenArchive>> = {
  zip: async (file) => (await import('./read-zip.ts')).openZip(file),
  tar: async (file) => (await import('./read-tar.ts')).openTar(file, { isCompressed: false }),
  tgz: async (file) => (await import('./read-tar.ts')).openTar(file, { isCompressed: true }),
};

/** Of an archive with files, and of one without any (APPNOTE.TXT, 4.3.6). */
const zipSignatures = ['504b0304', '504b0506'];
const gzipSignature = '1f8b';
/** Bytes of a record of a tar file. */
const recordSize = 512;

/** By its first bytes: names of files tell anything. */
async function typeOf(file: string): Promise<BundleType | undefined> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(recordSize), 0, recordSize, 0);
  const head = buffer.subarray(0, bytesRead);
  const signature = head.toString('hex', 0, 4);
  if (zipSignatures.includes(signature)) return 'zip';
  if (signature.startsWith(gzipSignature)) return 'tgz';
  return isTarHeader(head) ? 'tar' : undefined;
}

/** The sum of a header's bytes is in it, in octal digits, and counts as spaces itself (POSIX.1-2017, pax, "ustar"). */
function isTarHeader(head: Buffer): boolean {
  if (head.length < recordSize) return false;
  const told = Number.parseInt(head.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8);
  const sum = head.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return sum === told;
}

/** `a/b` of `./a/b`: how tar writes what it is given as `.`. */
export function withoutDot(path: string): string {
  return path.replace(/^(\.\/+)+/, '');
}

/** The beginning of a content, which is read to its end. */
export async function beginningOf(content: AsyncIterable<Buffer>, longest: number): Promise<Buffer> {
  let beginning = Buffer.alloc(0);
  for await (const chunk of content) {
    if (beginning.length < longest) beginning = Buffer.concat([beginning, chunk]).subarray(0, longest);
  }
  return beginning;
}
