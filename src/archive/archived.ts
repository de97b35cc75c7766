import { on } from 'node:events';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { blockSize } from '../bundle/blocks.ts';
import type { Content } from '../bundle/read-contents.ts';
import { type ContentData, FormatArchive, type FormatModule } from './format-archive.ts';

/** The bytes of an archive that archiver makes of the contents, in their order. */
export async function* archived(
  contents: AsyncIterable<Content>,
  module: FormatModule,
): AsyncGenerator<Buffer, void> {
  const archive = new FormatArchive(module);
  // archiver only warns of an entry that it leaves out, and goes on after an error.
  const fail = (error: Error) => void archive.destroy(error);
  archive.on('warning', fail).on('error', fail);
  const filled = fill(archive, contents).catch(fail);
  try {
    yield* archive;
  } finally {
    archive.destroy();
    await filled;
  }
}

/** Appends the contents one by one. Ends with an error when the archive is closed before. */
async function fill(archive: FormatArchive, contents: AsyncIterable<Content>): Promise<void> {
  const closed = new AbortController();
  const { signal } = closed;
  archive.once('close', () => closed.abort());
  const accepted = on(archive, 'entry', { signal });
  for await (const { entry, size, content } of contents) {
    signal.throwIfAborted();
    // In quotes: archiver refuses a name of which it leaves nothing, and takes one that ends with "\" for a directory.
    const data: ContentData = { name: JSON.stringify(entry.path), header: { entry, size } };
    if (size > blockSize) {
      const stream = Readable.from(content, { signal });
      archive.append(stream, data);
      await finished(stream);
    } else {
      archive.append(await whole(content), data);
    }
    await accepted.next();
  }
  archive.finalize().catch((error) => archive.destroy(error));
}

/** A content in one piece. As a rule it comes as one. */
async function whole(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}
