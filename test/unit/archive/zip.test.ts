import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zip } from '../../../src/archive/zip.ts';
import type { Entry } from '../../../src/bundle/entry.ts';
import type { Content } from '../../../src/bundle/read-contents.ts';
import type { BlobMode } from '../../../src/git/tree.ts';

async function* only(bytes: Buffer) {
  yield bytes;
}

function contentOf(path: string, mode: BlobMode, text: string): Content {
  const bytes = Buffer.from(text);
  const entry: Entry = { path, mode, identity: text, source: { kind: 'bytes', bytes } };
  return { entry, size: bytes.length, content: only(bytes) };
}

async function* filesAndLinks() {
  for (let index = 0; index < 100; index += 1) {
    yield contentOf(`${index}`, '100644', `file ${index}`);
    yield contentOf(`${index}-link`, '120000', `${index}`);
  }
}

test('small files are compressed together, with links between them too', async () => {
  const pieces = await Array.fromAsync(zip(filesAndLinks()));
  // The members, the directory and its end.
  assert.equal(pieces.length, 3);
});
