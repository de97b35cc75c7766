import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePorts, portsIn } from './fleet/free-ports.ts';

test('ports are found where output is coloured', { timeout: 10_000 }, (t) => {
  const before = process.env['FORCE_COLOR'];
  t.after(() => {
    if (before === undefined) delete process.env['FORCE_COLOR'];
    else process.env['FORCE_COLOR'] = before;
  });
  process.env['FORCE_COLOR'] = '1';
  const next = freePorts();
  const ports = Array.from({ length: 20 }, next);
  assert.equal(new Set(ports).size, ports.length);
  for (const port of ports) assert.ok(port > 0 && port < 65_536, String(port));
});

test('ports are read one on a line', () => assert.deepEqual(portsIn('40001\n40002\n'), [40_001, 40_002]));

for (const [what, output] of [
  ['nothing', ''],
  ['a colour', '\x1b[33m40001\x1b[39m\n'],
  ['words', '40001\nno port\n'],
] as const)
  test(`${what} in the place of a port is an error`, () =>
    assert.throws(() => portsIn(output), /^Error: A free port was expected, not "/));
