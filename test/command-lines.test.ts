import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, program), ...args], (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

for (const [program, options] of [
  ['demo/demo.ts', ['--fail', '--keep', '--help']],
  ['emulator/main.ts', ['--port', '--pace', '--region', '--repository', '--help']],
] as const)
  test(`${program} --help prints the usage with every option`, async () => {
    const { exitCode, stdout, stderr } = await run(program, ['--help']);
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
    assert.match(stdout, /^Usage: npm run /);
    assert.deepEqual(stdout.match(/(?<=^ {2})--\w+/gm), options);
    assert.match(stdout, /^Exit code: /m);
  });

describe('a wrong option is told in one line, with the usage', { concurrency: 2 }, () => {
  for (const [program, args, told] of [
    ['demo/demo.ts', ['--fial'], "Unknown option '--fial'."],
    ['demo/demo.ts', ['--keep=yes'], "Option '--keep' does not take an argument."],
    ['demo/demo.ts', ['now'], "Unexpected argument 'now'."],
    ['emulator/main.ts', ['--prot', '1'], "Unknown option '--prot'."],
    ['emulator/main.ts', ['--port'], "Option '--port <value>' argument missing."],
    ['emulator/main.ts', ['--port', '1e3'], '--port takes a whole number from 0 to 65535, not "1e3".'],
    ['emulator/main.ts', ['--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
    ['emulator/main.ts', ['--pace', 'fast'], '--pace takes a whole number from 0 to 3600000, not "fast".'],
    [
      'emulator/main.ts',
      ['--region', 'Ireland'],
      '--region takes the code of a region, such as eu-west-1, not "Ireland".',
    ],
    ['emulator/main.ts', ['--repository', 'shop'], '--repository takes owner/name=directory, not "shop".'],
    [
      'emulator/main.ts',
      ['--repository', 'acme/shop=/no such. place'],
      '--repository acme/shop: there is no directory "/no such. place".',
    ],
  ] as const)
    test(`${program} ${args.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await run(program, args);
      assert.deepEqual({ exitCode, stdout }, { exitCode: 2, stdout: '' });
      const [line, empty, usage] = stderr.split('\n');
      assert.deepEqual([line, empty], [told, '']);
      assert.match(usage ?? '', /^Usage: npm run /);
    });
});

test('a port that is taken is told', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.deepEqual(await run('emulator/main.ts', ['--port', String(port)]), {
    exitCode: 1,
    stdout: '',
    stderr: `Port ${port} is taken. Choose another one with --port, or --port 0 for a free one.\n`,
  });
});
