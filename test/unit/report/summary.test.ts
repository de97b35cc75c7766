import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { partialSuccessMessage } from '../../../src/report/failure.ts';
import type { Report } from '../../../src/report/report.ts';
import { refusalSummary, summaryOf } from '../../../src/report/summary.ts';
import { compareGolden } from '../../support/golden.ts';
import { elementsOf, rendered, textOf } from '../../support/rendered.ts';
import { base, broken, failure } from '../../support/reports.ts';
import { situations } from '../../support/situations.ts';
import { event, failed, noCounts, snapshot, target } from '../../support/snapshots.ts';

const hostile =
  '\x1b[31m</code></td>| <img src=x> [a](https://x.example) @octocat `#1`\r\n\n::error::x ##[warning]y\u202e';

const hostileReport: Report = {
  ...base,
  ...failure(
    snapshot(
      {
        id: hostile,
        status: hostile,
        applicationName: hostile,
        deploymentGroupName: hostile,
        deploymentConfigName: hostile,
        error: { code: hostile, message: hostile },
        rollbackDeploymentId: hostile,
        counts: { ...noCounts, failed: 1 },
      },
      [
        {
          ...target(hostile, hostile, [
            event('constructor', 'constructor'),
            failed(hostile, 2, {
              errorCode: hostile,
              scriptName: hostile,
              message: hostile,
              logTail: `${hostile}</pre>`,
            }),
            event(`${hostile}2`, hostile),
          ]),
          label: hostile,
        },
        target('i-2', 'Failed', [failed('Install', 2, { errorCode: '__proto__', message: 'x' })]),
      ],
    ),
  ),
  commit: { repository: hostile, sha: hostile, subject: hostile },
  revision: { type: 'S3', bucket: 'releases', key: hostile, bundleType: 'zip' },
  applicationName: hostile,
  deploymentGroupName: hostile,
};

/** The whole page of those that differ in kind. */
const pages: Readonly<Record<string, Report>> = {
  ...Object.fromEntries(
    [
      'success-3',
      'success-300',
      'failure-30',
      'rolled-back-12',
      'cancelled-12',
      'stopped-by-another-run-12',
      'partial-success-30',
      'blue-green-waiting',
      'waited-1',
      'refused',
      'dry-run',
    ].map((name) => [name, situations[name] ?? assert.fail(name)]),
  ),
  hostile: hostileReport,
};

for (const [name, report] of Object.entries(pages)) {
  test(`summary: ${name}`, () => {
    compareGolden(join(import.meta.dirname, 'golden', `${name}.md`), summaryOf(report));
  });
}

for (const [name, report] of Object.entries(situations)) {
  test(`no two sections of ${name} have the same heading`, () => {
    const text = summaryOf(report);
    const headings = [...text.matchAll(/^#+ .*|<summary>.*<\/summary>/gm)].map(([heading]) => heading);
    assert.equal(new Set(headings).size, headings.length);
  });
}

test('hostile text makes no element, attribute or link of its own', () => {
  const html = rendered(summaryOf(hostileReport));
  const ours = ['h2', 'blockquote', 'p', 'a', 'code', 'details', 'summary', 'pre', 'strong'];
  const table = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
  assert.deepEqual([...new Set(elementsOf(html))].sort(), [...ours, ...table].sort());
  assert.deepEqual(
    [
      ...new Set(
        [...html.matchAll(/<[a-z]\w*((?: [^>]*)?)>/g)].map(([, attributes]) =>
          attributes
            ?.replace(/href="https:\/\/(eu-west-1\.console\.aws\.amazon\.com|github\.com)\/[^"]*"/, 'link')
            .trim(),
        ),
      ),
    ].sort(),
    ['', 'align="left"', 'align="right"', 'link'],
  );
  assert.equal(elementsOf(html).filter((name) => name === 'h2').length, 1);
});

test('a registration that failed', () => {
  const text = summaryOf({ ...base, deploymentGroupName: undefined, failure: 'No.' });
  assert.match(text, /^## ❌ shop: not deployed\n\n\*\*Nothing was deployed\.\*\*\n\n> No\.\n/);
});

test('wrong inputs', () => {
  assert.match(refusalSummary('timeout: "60" is wrong.'), /^## ❌ Not deployed\n[\s\S]*\n> timeout&#58; /);
});

test('where the console is not known there are no links to it', () => {
  const text = summaryOf({ ...(situations['rolled-back-12'] ?? base), region: 'us-iso-east-1' });
  assert.match(text, /^deployment d-A1B2C3D4E &nbsp;·&nbsp; rollback d-F5G6H7J8K &nbsp;·&nbsp; 3m 47s$/m);
  assert.doesNotMatch(text, /console/);
});

test('a commit whose subject is told by the comparison with the one before, or by nobody', () => {
  const commit = { repository: 'acme/shop', sha: '0123456789abcdef0123456789abcdef01234567' };
  const report = { ...(situations['success-3'] ?? base), commit };
  assert.match(summaryOf(report), /<em>Sell umbrellas /);
  assert.match(summaryOf({ ...report, changes: undefined }), /<code>0123456<\/code><\/a>\*\*\. /);
});

test('a snapshot whose targets were not all read says so', () => {
  const text = summaryOf({
    ...base,
    outcome: 'failed',
    snapshot: snapshot({ status: 'Failed', counts: { ...noCounts, failed: 1, skipped: 4 } }, [broken('i-1')]),
  });
  assert.match(text, /🟥⬜⬜⬜⬜ &nbsp; 1 failed, 4 not reached/);
  assert.match(text, /CodeDeploy counts 4 instances more, but the step could not read them\./);
});

test('what the step could not learn is told beside what it knows', () => {
  const text = summaryOf({
    ...base,
    snapshot: snapshot({ status: 'InProgress', counts: { ...noCounts, inProgress: 1, pending: 4 } }),
    failure: 'The role may not read the deployment any more.',
  });
  assert.match(text, /^## ❔ shop → production: lost from sight \(0 of 5 done\)$/m);
  assert.match(textOf(rendered(text)), /4 wait with what ran before when it was last seen\./);
  assert.match(text, /^> The role may not read the deployment any more\.$/m);
});

test('the message about a partial success names the instances', () => {
  assert.equal(
    partialSuccessMessage(
      snapshot(
        { counts: { ...noCounts, succeeded: 1, failed: 7 } },
        Array.from({ length: 7 }, (_, index) => broken(`i-${index}`)),
      ),
    ),
    'Deployment d-A1B2C3D4E succeeded, but 7 of its instances failed: i-0, i-1, i-2, i-3, i-4 and 2 more. The deployment configuration tolerates this; those instances do not run the new revision.\ni-0 failed in ValidateService: scripts/validate.sh: ScriptFailed: Script at specified location: scripts/validate.sh run as user root failed with exit code 7',
  );
});
