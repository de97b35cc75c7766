import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { partialSuccessMessage } from '../../../src/report/failure.ts';
import { type Report, summaryOf } from '../../../src/report/summary.ts';
import { compareGolden } from '../../support/golden.ts';
import { elementsOf, rendered } from '../../support/rendered.ts';
import { base, before, broken, deployed, failure, skipped, tooManyFailed } from '../../support/reports.ts';
import { at, event, failed, noCounts, ran, snapshot, target } from '../../support/snapshots.ts';

const hostile =
  '\x1b[31m</code></td>| <img src=x> [a](https://x.example) @octocat `#1`\r\n\n::error::x ##[warning]y\u202e';

const reports: Record<string, Partial<Report>> = {
  succeeded: {
    snapshot: snapshot({ counts: { ...noCounts, succeeded: 2 }, completeTime: at(62) }, [
      deployed('i-1'),
      deployed('i-2'),
    ]),
    outcome: 'succeeded',
  },
  failed: failure(
    snapshot(
      {
        status: 'Failed',
        counts: { ...noCounts, failed: 2, skipped: 1, succeeded: 1 },
        error: tooManyFailed,
        completeTime: at(62),
      },
      [deployed('i-1'), broken('i-2'), broken('i-3'), skipped('i-4')],
    ),
  ),
  'succeeded-with-failures': (() => {
    const partial = snapshot({ counts: { ...noCounts, succeeded: 2, failed: 1 } }, [
      deployed('i-1'),
      broken('i-2'),
      deployed('i-3'),
    ]);
    return { snapshot: partial, outcome: 'succeeded-with-failures' } as const;
  })(),
  stopped: failure(
    snapshot(
      {
        status: 'Stopped',
        counts: { ...noCounts, failed: 1, skipped: 1 },
        error: { code: 'MANUAL_STOP', message: 'The deployment was stopped by user.' },
      },
      [target('i-1', 'Failed', [...before.slice(0, 2), event('ApplicationStart', 'Failed')]), skipped('i-2')],
    ),
  ),
  'rolled-back': failure(
    snapshot(
      {
        status: 'Failed',
        counts: { ...noCounts, failed: 1 },
        error: tooManyFailed,
        rollbackDeploymentId: 'd-F5G6H7J8K',
        rollbackMessage:
          'Deployment d-A1B2C3D4E terminated. Automatic rollback is triggered with a DeploymentId d-F5G6H7J8K.',
      },
      [broken('i-1')],
    ),
  ),
  'missing-script': failure(
    snapshot({ status: 'Failed', counts: { ...noCounts, failed: 1 }, error: tooManyFailed }, [
      target('i-1', 'Failed', [
        failed('BeforeInstall', 3, {
          errorCode: 'ScriptMissing',
          scriptName: 'scripts/before.sh',
          message: 'Script does not exist at specified location: /opt/codedeploy-agent/scripts/before.sh',
        }),
      ]),
    ]),
  ),
  'no-instances': failure(
    snapshot({
      status: 'Failed',
      error: { code: 'NO_INSTANCES', message: 'The deployment failed because no instances were found.' },
    }),
  ),
  interrupted: {
    snapshot: snapshot({ status: 'InProgress', counts: { ...noCounts, inProgress: 1, pending: 4 } }, [
      target('i-1', 'InProgress', [
        ...before.slice(0, 1),
        event('Install', 'InProgress', { startTime: at(60) }),
      ]),
    ]),
    failure:
      'The job was cancelled, so the deployment was stopped.\nDeployment d-A1B2C3D4E of shop to production: InProgress.',
  },
  registered: { deploymentGroupName: undefined },
  refused: {
    revision: undefined,
    commit: undefined,
    failure: 'There is no appspec.yml in path "app" of the commit.\nSet appspec, or path.',
  },
  'blue-green': {
    snapshot: snapshot({ status: 'Ready', counts: { ...noCounts, ready: 2 } }, [
      { ...target('i-old', 'Ready', [event('BlockTraffic', 'Pending')]), label: 'Blue' },
      {
        ...target('i-new', 'Ready', [ran('ValidateService', [1, 2]), event('AllowTraffic', 'Pending')]),
        label: 'Green',
      },
    ]),
    outcome: 'satisfied',
  },
  china: {
    region: 'cn-north-1',
    deploymentGroupName: undefined,
    revision: {
      type: 'GitHub',
      repository: 'acme/shop',
      commitId: '0123456789abcdef0123456789abcdef01234567',
    },
  },
  hostile: {
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
  },
};

for (const [name, report] of Object.entries(reports)) {
  test(`summary: ${name}`, () => {
    compareGolden(join(import.meta.dirname, 'golden', `${name}.md`), summaryOf({ ...base, ...report }));
  });
}

test('hostile text makes no element, attribute or link of its own', () => {
  const html = rendered(summaryOf({ ...base, ...reports['hostile'] }));
  const ours = ['h2', 'h3', 'blockquote', 'p', 'br', 'a', 'code', 'details', 'summary', 'b', 'pre', 'strong'];
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
    ['', 'align="left"', 'link'],
  );
  assert.equal(elementsOf(html).filter((name) => name === 'h2').length, 1);
  assert.equal(elementsOf(html).filter((name) => name === 'details').length, 2);
});

test('a registration that failed', () => {
  const text = summaryOf({ ...base, deploymentGroupName: undefined, failure: 'No.' });
  assert.match(text, /^## ❌ shop: not deployed\n\n> No\.\n/);
});

test('where the console is not known there are no links to it', () => {
  const text = summaryOf({ ...base, ...reports['rolled-back'], region: 'us-iso-east-1' });
  assert.match(text, /^\| \*\*Deployment\*\* \| d-A1B2C3D4E \|$/m);
  assert.match(text, /^\| \*\*Rolled back by\*\* \| d-F5G6H7J8K \|$/m);
});

test('a commit whose subject is not known', () => {
  const commit = { repository: 'acme/shop', sha: '0123456789abcdef0123456789abcdef01234567' };
  assert.match(summaryOf({ ...base, commit }), />0123456<\/a> \|$/m);
});

test('a snapshot whose targets were not all read says so', () => {
  const text = summaryOf({ ...base, ...reports['interrupted'] });
  assert.match(text, /CodeDeploy counts 4 more instances, but the step could not read them\./);
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
