import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot, Target } from '../../../src/model/deployment.ts';
import { summaryOf } from '../../../src/report/summary.ts';
import { elementsOf, rendered } from '../../support/rendered.ts';
import { base, before, broken, failure, scriptFailure, tooManyFailed } from '../../support/reports.ts';
import { event, failed, noCounts, snapshot, target } from '../../support/snapshots.ts';

const mebibyte = 1024 * 1024;
const bytes = (text: string) => Buffer.byteLength(text);

/** A fleet whose instances all fail with much output, no two of them alike. */
function failingFleet(size: number): Snapshot {
  const output = `${'<|&\u0001`é@\n'.repeat(580)}`;
  const targets = Array.from(
    { length: size },
    (_, index): Target =>
      target(`i-${index.toString(16).padStart(17, '0')}`, 'Failed', [
        ...before,
        failed('ValidateService', index, {
          ...scriptFailure.diagnostics,
          logTail: `${output.slice(0, 4000)}${index}`,
        }),
      ]),
  );
  return snapshot({ status: 'Failed', counts: { ...noCounts, failed: size }, error: tooManyFailed }, targets);
}

for (const size of [1000, 2500, 20_000]) {
  test(`the summary of ${size} failing instances is below 1 MiB and says what it leaves out`, () => {
    const text = summaryOf({ ...base, ...failure(failingFleet(size)) });
    assert.ok(bytes(text) < mebibyte, `${bytes(text)} bytes`);
    assert.match(text, new RegExp(`^\\| ${size} instances \\| ❌ failed \\| ValidateService \\|`, 'm'));
    const rows = text.split('\n').filter((line) => line.startsWith('| ❌ <code>i-')).length;
    assert.ok(rows > 500, `${rows} rows`);
    assert.equal(text.includes(`${size - rows} instances more are not shown.`), rows < size);
    const causes = text.match(/^> \*\*<code>/gm)?.length ?? 0;
    assert.ok(causes > 10 && causes < size);
    assert.ok(text.includes(`What ${size - causes} more wrote is not shown here.`));
    assert.equal(text.split('<details>').length, text.split('</details>').length);
    assert.deepEqual(
      elementsOf(rendered(text)).filter((name) => name === 'details').length,
      text.split('<details>').length - 1,
    );
  });
}

test('instances that fail alike are one cause and one row', () => {
  const targets = Array.from({ length: 20_000 }, (_, index) => broken(`i-${index}`));
  const text = summaryOf({ ...base, ...failure(snapshot({ status: 'Failed' }, targets)) });
  assert.equal(text.split('exited with 7').length, 2);
  assert.match(text, /on \*\*20000 instances\*\*: <code>i-0<\/code>, <code>i-1<\/code> and 19998 more/);
});

test('of a very long output the end is shown, and more of it in a fold', () => {
  const logTail = `first\n${'x'.repeat(99)}\n`.padEnd(10_000, `${'y'.repeat(99)}\n`).concat('\nlast');
  const targets = [target('i-1', 'Failed', [failed('Install', 2, { logTail })])];
  const text = summaryOf({ ...base, ...failure(snapshot({ status: 'Failed' }, targets)) });
  assert.match(text, /All \d\d lines of its output that the agent sent/);
  assert.equal(text.match(/\nlast\n<\/pre>|\n> last\n> <\/pre>/g)?.length, 2);
  assert.doesNotMatch(text, /first/);
});

test('names and statuses that are no names keep the summary below 1 MiB', () => {
  const endless = '@'.repeat(5000);
  const targets = Array.from({ length: 200 }, (_, index) => ({
    ...target(`${index}${endless}`, `${index}${endless}`, [
      event(`${index}${endless}`, endless),
      failed(`x${index}${endless}`, index, {
        errorCode: endless,
        message: `${index}\n`.repeat(1000),
        logTail: endless.repeat(4),
      }),
    ]),
    label: endless,
  }));
  const report = { ...base, ...failure(snapshot({ id: endless, status: endless }, targets)) };
  assert.ok(bytes(summaryOf(report)) < mebibyte);
  assert.ok(bytes(summaryOf({ ...report, failure: `${endless}\n`.repeat(1000) })) < mebibyte);
});

test('of a very long message the beginning is shown', () => {
  const message = Array.from({ length: 1000 }, (_, line) => `line ${line} ${'*'.repeat(200)}`).join('\n');
  const text = summaryOf({ ...base, failure: message });
  assert.ok(bytes(text) < 300 * 1024);
  const shown = text.match(/^> line /gm)?.length ?? 0;
  assert.ok(shown > 100);
  assert.ok(text.includes(`> &#40;${1000 - shown} more lines&#41;`));
});
