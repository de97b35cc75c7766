import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Entry } from '../bundle/entry.ts';
import { type Content, readContents } from '../bundle/read-contents.ts';
import { ActionError, messageOf } from '../control/errors.ts';
import type { BundleType } from '../model/revision.ts';
import { containers } from './containers.ts';

/** A bundle on disk. */
export interface Bundle {
  readonly file: string;
  readonly type: BundleType;
  /** Bytes. */
  readonly size: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** Number of files and links in it. */
  readonly files: number;
  /** `size` in bytes, before it was packed. */
  readonly largest: { readonly path: string; readonly size: number } | undefined;
}

export interface CreateBundle {
  /** In the order that they shall have. */
  readonly entries: readonly Entry[];
  readonly type: BundleType;
  /** Where the bundle is written. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/**
 * Writes the entries into an archive. The same entries give the same bytes.
 * @throws ActionError when a content is not there, or the disk is full.
 */
export async function createBundle({ entries, type, directory, signal }: CreateBundle): Promise<Bundle> {
  const file = join(directory, `bundle.${type}`);
  const hash = createHash('sha256');
  let size = 0;
  let largest: Bundle['largest'];
  async function* compared(contents: AsyncIterable<Content>) {
    for await (const content of contents) {
      if (!largest || content.size > largest.size) largest = { path: content.entry.path, size: content.size };
      yield content;
    }
  }
  async function* measured(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const output = createWriteStream(file, { flags: 'wx', mode: 0o600, highWaterMark: 1024 * 1024 });
  try {
    const contents = compared(readContents(entries, { directory }));
    await pipeline(containers[type](contents), measured, output, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw hasNoRoom(error)
      ? new ActionError(
          `The bundle does not fit on the disk of the runner: ${messageOf(error)}. Free some room.`,
        )
      : error;
  }
  return { file, type, size, sha256: hash.digest('hex'), files: entries.length, largest };
}

function hasNoRoom(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(error.code))
  );
}
