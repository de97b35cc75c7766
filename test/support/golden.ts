import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Holds a text against its golden file. `UPDATE_GOLDEN=1` writes the file instead: look at the difference before you
 * commit it.
 */
export function compareGolden(path: string, text: string): void {
  if (process.env['UPDATE_GOLDEN']) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  assert.equal(text, readGolden(path), `${path} differs; UPDATE_GOLDEN=1 writes it anew`);
}

function readGolden(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Error(`There is no golden file ${path}; UPDATE_GOLDEN=1 writes it.`);
  }
}
