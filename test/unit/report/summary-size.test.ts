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
          logTail: `${index} ${output}`.slice(0, 4096),
        }),
      ]),
  );
  return snapshot({ status: 'Failed', counts: { ...noCounts, failed: size }, error: tooManyFailed }, targets);
}

for (const size of [1000, 20_000]) {
  test(`the summary of ${size} failing instances is below 1 MiB and says what it leaves out`, () => {
    const fleet = failingFleet(size);
    const text = summaryOf({ ...base, ...failure(fleet) });
    assert.ok(bytes(text) < mebibyte, `${bytes(text)} bytes`);
    const rows = text.split('\n').filter((line) => line.startsWith('| <code>i-')).length;
    const folds = text.split('<details>').length - 1;
    assert.ok(folds > 10 && folds < size);
    assert.equal(
      text.includes(`${size - rows} more instances are not shown: ${size - rows} Failed.`),
      rows < size,
    );
    assert.ok(text.includes(`${size - folds} more instances failed. The AWS console shows why.`));
    assert.deepEqual(elementsOf(rendered(text)).filter((name) => name === 'details').length, folds);
  });
}

test('instances that fail alike share a fold', () => {
  const targets = Array.from({ length: 20_000 }, (_, index) => broken(`i-${index}`));
  const text = summaryOf({ ...base, ...failure(snapshot({ status: 'Failed' }, targets)) });
  assert.equal(text.split('<details>').length, 2);
  assert.match(text, /failed on i-0, i-1, i-2, i-3, i-4 and 19995 more/);
});

test('of a very long output the end is shown', () => {
  const logTail = `first\n${'x'.repeat(99)}\n`.padEnd(10_000, `${'y'.repeat(99)}\n`).concat('\nlast');
  const targets = [target('i-1', 'Failed', [failed('Install', 2, { logTail })])];
  const text = summaryOf({ ...base, ...failure(snapshot({ status: 'Failed' }, targets)) });
  assert.match(text, /The last 8192 of 10005 characters of its output:/);
  assert.match(text, /\nlast\n<\/pre>/);
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
