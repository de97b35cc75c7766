import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

test('with --keep, the instances and their pages stay until Ctrl-C', async (t) => {
  const demo = spawn(process.execPath, [join(import.meta.dirname, 'demo.ts'), '--keep'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(() => demo.kill('SIGINT'));
  const roots: string[] = [];
  const pages: string[] = [];
  for await (const line of createInterface(demo.stdout)) {
    const [, place = ''] = /^ {2}i-\w+ {2}(\S+)/.exec(line) ?? [];
    if (place.startsWith('http://')) pages.push(place);
    if (place.startsWith('/') && roots.push(place) === 3) break;
  }
  assert.equal(pages.length, 3);
  for (const page of pages) assert.match(await (await fetch(page)).text(), /The corner shop/);
  for (const root of roots) assert.ok(existsSync(root));

  demo.kill('SIGINT');
  assert.deepEqual(await once(demo, 'exit'), [0, null]);
  for (const page of pages) await assert.rejects(fetch(page));
  for (const root of roots) assert.ok(!existsSync(root));
});
