import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { installation } from '../emulator/codedeploy/lifecycle-events.ts';
import type { Tree } from '../emulator/fleet/bundle-fixture.ts';
import { type InstanceFixture, startInstance } from '../emulator/fleet/instance-fixture.ts';

const APP = treeOf(join(import.meta.dirname, 'app'));
const BROKEN = treeOf(join(import.meta.dirname, 'broken'));

test('the shop is deployed, replaced, broken and repaired', async (t) => {
  await using host = startInstance({});

  await t.test('its page shows the deployment', async () => {
    const { id, events, last } = await host.deploy(APP);
    assert.equal(last.errorCode, 'Success', `${last.message}\n${last.logTail}`);
    assert.deepEqual(events, installation);
    assert.match(await page(host), new RegExp(`The corner shop.*Croissants.*€18\\.50.*${id}`, 's'));
  });

  await t.test('the next deployment takes its place', async () => {
    const { id } = await host.deploy(APP);
    assert.match(await page(host), new RegExp(id));
  });

  await t.test('a broken one fails validation with the stack trace of the server', async () => {
    const { events, last } = await host.deploy({ ...APP, ...BROKEN });
    assert.equal(events.at(-1), 'ValidateService');
    assert.equal(last.message, 'Script at specified location: scripts/validate.sh failed with exit code 1');
    assert.match(last.logTail, /\[stderr\]The shop is not running: it ended after its start\. Its log:\n/);
    assert.match(
      last.logTail,
      /\[stderr\]TypeError: Cannot read properties of undefined \(reading 'code'\)\n/,
    );
    assert.match(last.logTail, /at file:\/\/\/srv\/shop\/catalog\.js:3:\d+\n/);
  });

  await t.test('a good one after it succeeds', async () => {
    const { id, last } = await host.deploy(APP);
    assert.equal(last.errorCode, 'Success', last.logTail);
    assert.match(await page(host), new RegExp(id));
  });

  await t.test('stopping twice is no error', async () => {
    const stop = () => host.execute('ApplicationStop', { deploymentId: 'd-next' });
    assert.deepEqual([(await stop()).errorCode, (await stop()).errorCode], ['Success', 'Success']);
    await assert.rejects(page(host));
  });
});

test('the broken files replace files of the shop', () => {
  assert.deepEqual(
    Object.keys(BROKEN).filter((name) => !(name in APP)),
    [],
  );
});

async function page({ instance }: InstanceFixture): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${instance.environment['PORT']}/`);
  return response.text();
}

function treeOf(directory: string): Tree {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [
        relative(directory, path),
        { content: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 },
      ];
    }),
  );
}
