import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsList } from '../../../src/report/findings.ts';
import { type Plan, planSection } from '../../../src/report/plan.ts';
import { elementsOf, rendered, textOf } from '../../support/rendered.ts';
import { deployment } from '../../support/snapshots.ts';

const plan: Plan = {
  revision: { type: 'S3', bucket: 'releases', key: 'shop/x.tgz', bundleType: 'tgz' },
  sha256: 'a'.repeat(64),
  bundle: { files: 1, size: 1200, largest: { path: 'appspec.yml', size: 90 } },
  found: 'nothing',
  settings: {
    computePlatform: 'Server',
    deploymentConfigName: 'careful',
    isBlueGreen: true,
    readyWait: undefined,
    terminationWait: 90,
    namesReplacements: false,
    eventsOfPrevious: [],
    autoRollback: ['DEPLOYMENT_FAILURE'],
    alarms: ['errors'],
    members: ['Auto Scaling group web'],
  },
  current: deployment(),
  request: { operation: 'CreateDeployment', input: { applicationName: 'shop', description: 'A release' } },
};

/** The rows of the plan's table, and the title of its fold. */
function linesOf(known: Partial<Plan>): string[] {
  return textOf(rendered(planSection({ ...plan, ...known })))
    .split('\n')
    .map((line) => line.trim());
}

for (const [name, known, line] of [
  ['a bundle of one file', {}, '1 file, 1.2 kB as tgz'],
  ['its largest file', {}, 'appspec.yml (90 B)'],
  ['a bundle to upload', {}, 'nothing yet: the bundle would be uploaded'],
  ['a bundle that is there', { found: 'same' }, 'the same content: nothing to upload'],
  ['a key of another content', { found: 'other' }, 'another object, which the upload would replace'],
  [
    'a bucket that can not be seen',
    { found: 'unknown' },
    'not known, because the role may not read it: the bundle would be uploaded',
  ],
  ['a bucket that is not there', { found: 'refused' }, 'not known, for the reason above'],
  ['how the group deploys', {}, 'blue/green, the original instances terminated after 1h 30m'],
  ['its configuration', {}, 'careful'],
  ['its rollback', {}, 'DEPLOYMENT_FAILURE'],
  ['its alarms', {}, 'errors'],
  ['its instances', {}, 'Auto Scaling group web'],
  ['what it runs', {}, 'd-A1B2C3D4E'],
  [
    'a configuration of the step',
    {
      request: {
        operation: 'CreateDeployment',
        input: { applicationName: 'shop', deploymentConfigName: 'bold' },
      },
    },
    'bold',
  ],
  [
    'rollback switched off by the step',
    {
      request: {
        operation: 'CreateDeployment',
        input: { applicationName: 'shop', autoRollbackConfiguration: { enabled: false } },
      },
    },
    'nothing',
  ],
  [
    'a request that is not complete yet',
    {},
    'CreateDeployment request, without the version and eTag that the upload will add',
  ],
  ['a request that is complete', { found: 'same' }, 'CreateDeployment request'],
] satisfies [string, Partial<Plan>, string][]) {
  test(`the plan tells ${name}`, () => assert.ok(linesOf(known).includes(line), linesOf(known).join('\n')));
}

test('a plan holds only what is known', () => {
  const least: Plan = {
    revision: { type: 'GitHub', repository: 'acme/shop', commitId: 'a'.repeat(40) },
    sha256: undefined,
    bundle: undefined,
    found: undefined,
    settings: undefined,
    current: undefined,
    request: { operation: 'RegisterApplicationRevision', input: { applicationName: 'shop', revision: {} } },
  };
  assert.doesNotMatch(planSection(least), /\*\*/);
});

const hostile = '</pre></details><script>x</script> | [a](https://x.example) @octocat\n\n## x';

test('nothing in a plan can act on the page that shows it', () => {
  const { settings } = plan;
  const bad: Partial<Plan> = {
    bundle: { files: 1, size: 1, largest: { path: hostile, size: 1 } },
    ...(settings && {
      settings: { ...settings, alarms: [hostile], members: [hostile], deploymentConfigName: hostile },
    }),
    current: deployment({ id: hostile }),
    request: { operation: 'CreateDeployment', input: { applicationName: 'shop', description: hostile } },
  };
  assert.deepEqual(
    elementsOf(rendered(planSection({ ...plan, ...bad }))),
    elementsOf(rendered(planSection(plan))),
  );
});

test('findings are a list, and can not act on it', () => {
  const harmless = findingsList([{ severity: 'warning', text: 'It waits.' }]);
  assert.equal(harmless, '- ⚠️ It waits.');
  assert.deepEqual(
    elementsOf(rendered(findingsList([{ severity: 'warning', text: hostile }]))),
    elementsOf(rendered(harmless)),
  );
});
