import { buffer } from 'node:stream/consumers';
import type { Content } from '../bundle/read-contents.ts';
import { endOfTar, memberHeader, padding } from './tar-records.ts';

/** The bytes of a tar file that holds the contents, in their order. The same contents give the same bytes. */
export async function* tar(contents: AsyncIterable<Content>): AsyncGenerator<Buffer, void> {
  for await (const { entry, size, content } of contents) {
    const { path, mode } = entry;
    if (mode === '120000') {
      yield memberHeader({ path, mode, size: 0, link: await buffer(content) });
      continue;
    }
    yield memberHeader({ path, mode, size, link: Buffer.alloc(0) });
    yield* content;
    yield padding(size);
  }
  yield endOfTar;
}
