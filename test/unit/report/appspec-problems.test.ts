import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../src/appspec/problem.ts';
import {
  appSpecRefusal,
  errorsFirst,
  problemLine,
  problemTable,
} from '../../../src/report/appspec-problems.ts';

const error: Problem = {
  severity: 'error',
  file: 'appspec.yml',
  line: 4,
  message: 'The source "a|b" is wrong.',
};
const warning: Problem = { severity: 'warning', file: 'run.sh', line: 1, message: 'Odd.' };
const source = { serverUrl: 'https://github.com', repository: 'acme/shop', sha: 'abc' };

test('errors come first', () => {
  assert.deepEqual(errorsFirst([warning, error, warning, error]), [error, error, warning, warning]);
});

test('a line can do nothing to the log', () => {
  assert.equal(problemLine(error), 'appspec.yml:4: The source "a|b" is wrong.');
  const line = problemLine({
    ...error,
    file: '::error::x',
    message: 'a\n::set-output::b ##[group] \x1b[31mred',
  });
  assert.equal(line, ': :error::x:4: a ::set-output::b ## [group] red');
});

test('the step says how many errors there are, and the first', () => {
  assert.equal(
    appSpecRefusal([warning, error]),
    `The AppSpec check found an error.
appspec.yml:4: The source "a|b" is wrong.
Correct it, or set appspec-check: warn to deploy anyway.`,
  );
  assert.equal(appSpecRefusal([warning]), undefined);
  assert.match(
    appSpecRefusal([error, error]) ?? '',
    /^The other one is in the log and in the job summary\./m,
  );
  assert.equal(
    appSpecRefusal([error, { ...error, line: 5 }, warning, { ...error, line: 6 }]),
    `The AppSpec check found 3 errors.
appspec.yml:4: The source "a|b" is wrong.
The other 2 are in the log and in the job summary. Correct them, or set appspec-check: warn to deploy anyway.`,
  );
});

test('the table links lines of the commit, escaped', () => {
  assert.equal(
    problemTable([warning, { ...error, file: 'a"b.yml' }], { source, budget: 1000 }),
    `### AppSpec check

| Severity | Where | What |
| :--- | :--- | :--- |
| ❌ error | <a href="https://github.com/acme/shop/blob/abc/a%22b.yml?plain=1#L4">a&#34;b.yml&#58;4</a> | The source &#34;a&#124;b&#34; is wrong. |
| ⚠️ warning | <a href="https://github.com/acme/shop/blob/abc/run.sh?plain=1#L1">run.sh&#58;1</a> | Odd. |`,
  );
});

test('without a commit there are no links, and what does not fit is counted', () => {
  const table = problemTable([warning, error, error], { source: undefined, budget: 80 });
  assert.match(table, /^\| ❌ error \| appspec\.yml&#58;4 \|/m);
  assert.match(table, /\n\n2 more are in the log\.$/);
});
