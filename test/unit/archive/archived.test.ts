import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Archiver } from 'archiver';
import { archived } from '../../../src/archive/archived.ts';
import type { FormatModule } from '../../../src/archive/format-archive.ts';
import { tar } from '../../../src/archive/tar.ts';
import { zip } from '../../../src/archive/zip.ts';
import { blockSize } from '../../../src/bundle/blocks.ts';
import type { Content } from '../../../src/bundle/read-contents.ts';
import { ActionError } from '../../../src/control/errors.ts';

const source = { kind: 'bytes', bytes: Buffer.alloc(0) } as const;

function contentOf(path: string, chunks: AsyncIterable<Buffer>, size: number): Content {
  return { entry: { path, mode: '100644', identity: path, source }, size, content: chunks };
}

/** Each content says when it is read to its end. */
async function* inTurn(sizes: readonly number[], ended: string[]): AsyncGenerator<Content> {
  for (const [index, size] of sizes.entries()) {
    assert.equal(ended.length, index);
    async function* chunks() {
      for (let left = size; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(left, 65_536));
      ended.push(`${index}`);
    }
    yield contentOf(`${index}`, chunks(), size);
  }
}

for (const [name, container] of Object.entries({ zip, tar })) {
  test(`${name}: a content is read to its end before the next is asked for`, async () => {
    const ended: string[] = [];
    const sizes = [0, 10, 3 * blockSize, 10, blockSize, blockSize + 1];
    for await (const _ of container(inTurn(sizes, ended)));
    assert.equal(ended.length, sizes.length);
  });

  test(`${name}: an error while a content is read is the one that comes out, and ends the reading`, async () => {
    for (const size of [10, 3 * blockSize]) {
      const error = new ActionError('gone');
      let isClosed = false;
      async function* failing() {
        yield Buffer.alloc(Math.min(size - 1, blockSize));
        throw error;
      }
      async function* contents() {
        try {
          yield contentOf('first', failing(), size);
          yield contentOf('never', failing(), size);
        } finally {
          isClosed = true;
        }
      }
      await assert.rejects(Array.fromAsync(container(contents())), (thrown) => thrown === error);
      assert.ok(isClosed);
    }
  });

  test(`${name}: who reads no further ends the reading of contents`, async () => {
    const ended: string[] = [];
    for await (const _ of container(inTurn([3e8, 10], ended))) break;
    assert.deepEqual(ended, []);
  });
}

test('a warning of archiver is an error', async () => {
  const warning = new Error('left out');
  const output = new PassThrough();
  let archive: Archiver | undefined;
  const module: FormatModule = {
    append: () => archive?.emit('warning', warning),
    finalize: () => output.end(),
    on: (event, listener) => output.on(event, listener),
    pipe: (destination) => {
      archive = destination;
      return output.pipe(destination);
    },
  };
  const result = Array.fromAsync(archived(inTurn([1], []), module));
  await assert.rejects(result, (thrown) => thrown === warning);
});
