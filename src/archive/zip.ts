import { Readable } from 'node:stream';
import type { Content } from '../bundle/read-contents.ts';
import { archived } from './archived.ts';
import type { FormatModule } from './format-archive.ts';
import { inOrder } from './ordered.ts';
import { type Compressor, createCompressor } from './worker.ts';
import { stepsOf, type ZipSource } from './zip-steps.ts';
import { writeZip } from './zip-writer.ts';

/** The bytes of a zip file that holds the contents, in their order. The same contents give the same bytes. */
export async function* zip(contents: AsyncIterable<Content>): AsyncGenerator<Buffer, void> {
  await using compressor = createCompressor();
  yield* archived(contents, createZipModule(compressor));
}

function createZipModule(compressor: Compressor): FormatModule {
  let next = Promise.withResolvers<Appended | undefined>();

  async function* sources(): AsyncGenerator<ZipSource, void> {
    for (let appended = await next.promise; appended; appended = await next.promise) {
      next = Promise.withResolvers();
      // The next entry is read while this one is compressed with others.
      appended.callback();
      yield appended;
    }
  }

  const bytes = Readable.from(writeZip(inOrder(stepsOf(sources(), compressor))));
  return {
    append: (source, { header }, callback) => next.resolve({ ...header, source, callback }),
    finalize: () => next.resolve(undefined),
    on: (event, listener) => bytes.on(event, listener),
    pipe: (archive) => bytes.pipe(archive),
  };
}

interface Appended extends ZipSource {
  readonly callback: () => void;
}
