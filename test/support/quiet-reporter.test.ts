import assert from 'node:assert/strict';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { hostileText } from './hostile-text.ts';
import quietReporter from './quiet-reporter.ts';
import { seededRandom } from './random.ts';
import { withoutCommands } from './without-commands.ts';

const file = join(process.cwd(), 'test/shop.test.ts');
const place = { file, line: 3, column: 1, nesting: 0 };

/** What the reporter prints of events, of which only the members that it reads are there. */
function printed(...events: [type: TestEvent['type'], data: object][]): Promise<string> {
  async function* all() {
    for (const [type, data] of events) yield { type, data } as TestEvent;
  }
  return text(quietReporter(all()));
}

test('a file that passes is one line, measurements and skipped tests are told', async () => {
  const shown = await printed(
    ['test:stdout', { file, message: 'a warning\n' }],
    ['test:start', { ...place, name: 'opens' }],
    ['test:pass', { ...place, name: 'opens' }],
    ['test:diagnostic', { ...place, message: 'faults: 7 cells tried' }],
    ['test:start', { ...place, name: 'sells' }],
    ['test:pass', { ...place, name: 'sells', nesting: 1, skip: 'no till' }],
    ['test:summary', { file, success: true, counts: { tests: 2 }, duration_ms: 1234 }],
    ['test:diagnostic', { nesting: 0, message: 'tests 2' }],
    ['test:diagnostic', { nesting: 0, message: 'duration_ms 1300.5' }],
    ['test:summary', { success: true, counts: { tests: 2 }, duration_ms: 1300.5 }],
  );
  assert.equal(
    shown,
    `ℹ faults: 7 cells tried
✔ test/shop.test.ts (2 tests, 1.2 s)

Skipped:
﹣ sells > sells: no till

ℹ tests 2
ℹ duration_ms 1300.5
`,
  );
});

test('a failure is told in full, with the path of its name and the output of its file', async () => {
  const error = new Error('test failed', { cause: new assert.AssertionError({ actual: 1, expected: 2 }) });
  const ofSubtest = Object.assign(new Error('1 subtest failed'), { failureType: 'subtestsFailed' });
  const shown = await printed(
    ['test:stderr', { file, message: '::error::from the test\n' }],
    ['test:start', { ...place, name: 'the shop' }],
    ['test:start', { ...place, name: 'opens', nesting: 1 }],
    ['test:fail', { ...place, name: 'opens', nesting: 1, details: { error } }],
    ['test:fail', { ...place, name: 'the shop', details: { error: ofSubtest } }],
    ['test:summary', { file, success: false, counts: { tests: 2 }, duration_ms: 50 }],
  );
  assert.match(shown, /^✖ the shop > opens \(test\/shop\.test\.ts:3\)\n {2}AssertionError.*actual: 1/s);
  assert.match(
    shown,
    /\n✖ test\/shop\.test\.ts \(2 tests, 0\.1 s\)\n {2}Output of test\/shop\.test\.ts:\n {4}: :error::from the test\n/,
  );
  assert.match(shown, /\nFailed:\n✖ the shop > opens \(test\/shop\.test\.ts:3\)\n/);
});

test('a file that can not be run is told with its output', async () => {
  const error = new Error('test failed', { cause: 'test failed' });
  const shown = await printed(
    ['test:stderr', { file: 'test/shop.test.ts', message: 'SyntaxError\n' }],
    ['test:fail', { ...place, name: 'test/shop.test.ts', details: { error } }],
  );
  assert.match(shown, /^✖ test\/shop\.test\.ts\n {2}'test failed'\n {2}Output of .*:\n {4}SyntaxError\n/);
});

test('nothing that is printed is a command of the runner', () => {
  const random = seededRandom(7);
  for (let count = 0; count < 10_000; count += 1) {
    const hostile = hostileText(random);
    for (const line of withoutCommands(hostile).split(/[\r\n\u0085\u2028\u2029]/))
      assert.ok(!line.includes('##[') && !/^[\s\u0085]*::/.test(line), JSON.stringify(hostile));
  }
});
