import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';

test('the command prints an environment that reaches it, and leaves nothing behind', async (t) => {
  const emulator = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => emulator.kill('SIGKILL'));
  const lines: string[] = [];
  for await (const line of createInterface(emulator.stdout)) {
    lines.push(line);
    if (line.startsWith('# Ctrl-C')) break;
  }
  const variables = new Map(
    lines.map((line) => /^export (\w+)=(.*)$/.exec(line)).map((match) => [match?.[1], match?.[2] ?? '']),
  );
  const client = new CodeDeploy({
    endpoint: variables.get('AWS_ENDPOINT_URL_CODEDEPLOY') ?? '',
    region: variables.get('AWS_REGION') ?? '',
    credentials: {
      accessKeyId: variables.get('AWS_ACCESS_KEY_ID') ?? '',
      secretAccessKey: variables.get('AWS_SECRET_ACCESS_KEY') ?? '',
    },
  });
  assert.deepEqual((await client.listApplications({})).applications, []);
  client.destroy();
  assert.ok(lines.some((line) => line.includes('CDG=DemoApp_Production')));
  const root =
    lines.map((line) => /\/\S+instances\/\S+/.exec(line)?.[0]).find((path) => path !== undefined) ?? '';
  assert.ok(existsSync(root));

  emulator.kill('SIGTERM');
  const [code] = await once(emulator, 'exit');
  assert.equal(code, 0);
  assert.equal(existsSync(root), false);
});
