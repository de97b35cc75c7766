import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extract, type Header } from 'tar-stream';
import { tar } from '../../../src/archive/tar.ts';
import { blockSize } from '../../../src/bundle/blocks.ts';
import type { Content } from '../../../src/bundle/read-contents.ts';

/** One file of so many bytes. */
async function* only(size: number): AsyncGenerator<Content> {
  async function* content() {
    for (let left = size; left > 0; left -= blockSize) yield Buffer.alloc(Math.min(left, blockSize));
  }
  const source = { kind: 'bytes', bytes: Buffer.alloc(0) } as const;
  yield { entry: { path: 'large', mode: '100644', identity: '', source }, size, content: content() };
}

test('a size of more than eleven octal digits is in a pax header, and the file needs not be read for it', async () => {
  const size = 8 ** 11;
  const entries = extract();
  const header = new Promise<Header>((resolve) => entries.once('entry', resolve));
  for await (const bytes of tar(only(size))) {
    assert.ok(bytes.includes(`size=${size}\n`));
    entries.write(bytes);
    break;
  }
  assert.equal((await header).size, size);
});
