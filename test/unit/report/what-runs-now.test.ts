import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headingOf } from '../../../src/report/heading.ts';
import { nextStep } from '../../../src/report/next-step.ts';
import { pageOf } from '../../../src/report/page.ts';
import { whatRunsNow } from '../../../src/report/what-runs-now.ts';
import { rendered, textOf } from '../../support/rendered.ts';
import { situations } from '../../support/situations.ts';

/** The heading, the first sentence and what to do next, as a reader sees them. */
const beginnings: Readonly<Record<string, readonly [heading: string, sentence: string, next: string]>> = {
  'success-1': [
    '✅ shop → production: deployed to 1 instance',
    'The instance runs 0123456 Sell umbrellas (#12). Before, it ran 89abcde.',
    '',
  ],
  'success-3': [
    '✅ shop → production: deployed to all 3 instances',
    'All 3 instances run 0123456 Sell umbrellas (#12). Before, they ran 89abcde.',
    '',
  ],
  'success-30': [
    '✅ shop → production: deployed to all 30 instances',
    'All 30 instances run 0123456 Sell umbrellas (#12). Before, they ran 89abcde.',
    '',
  ],
  'success-300': [
    '✅ shop → production: deployed to all 300 instances',
    'All 300 instances run 0123456 Sell umbrellas (#12). Before, they ran 89abcde.',
    '',
  ],
  'failure-1': [
    '❌ shop → production: failed on 1 instance',
    'The instance failed and may run 0123456 Sell umbrellas (#12) or 89abcde.',
    'Correct what is below and deploy again, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'failure-3': [
    '❌ shop → production: failed on 1 of 3',
    '1 of 3 instances runs 0123456 Sell umbrellas (#12); 1 failed and may run either; 1 was not reached and runs 89abcde.',
    'Correct what is below and deploy again, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'failure-30': [
    '❌ shop → production: failed on 3 of 30',
    '10 of 30 instances run 0123456 Sell umbrellas (#12); 3 failed and may run either; 17 were not reached and run 89abcde.',
    'Correct what is below and deploy again, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'failure-300': [
    '❌ shop → production: failed on 30 of 300',
    '100 of 300 instances run 0123456 Sell umbrellas (#12); 30 failed and may run either; 170 were not reached and run 89abcde.',
    'Correct what is below and deploy again, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'rolled-back-12': [
    '❌ shop → production: failed on 1 of 12, rolled back',
    'All 12 instances run 89abcde again. 0123456 Sell umbrellas (#12) is on none of them.',
    'Correct what is below and deploy again.',
  ],
  'rolled-back-300': [
    '❌ shop → production: failed on 30 of 300, rolled back',
    'All 300 instances run 89abcde again. 0123456 Sell umbrellas (#12) is on none of them.',
    'Correct what is below and deploy again.',
  ],
  'rollback-failed-12': [
    '❌ shop → production: failed on 1 of 12, rollback failed too',
    '10 of 12 instances run 89abcde again; 2 were not rolled back and may run either. 0123456 Sell umbrellas (#12) was to be deployed.',
    'Look at them now: deploy a correction, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'cancelled-12': [
    '🛑 shop → production: stopped by this job after 5 of 12',
    '5 of 12 instances run 0123456 Sell umbrellas (#12); 1 was interrupted and may run either; 6 were not reached and run 89abcde.',
    'Run the job again to finish it, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'timeout-12': [
    '⌛ shop → production: out of time, stopped after 5 of 12, rolled back',
    'All 12 instances run 89abcde again. 0123456 Sell umbrellas (#12) is on none of them.',
    'Find what took so long, or raise timeout, and deploy again.',
  ],
  'stopped-by-another-run-12': [
    '🛑 shop → production: stopped from outside after 5 of 12',
    '5 of 12 instances run 0123456 Sell umbrellas (#12); 1 was interrupted and may run either; 6 were not reached and run 89abcde.',
    'Another deployment has most likely taken its place: run 4712 of acme/shop/deploy.yml started d-N3W3R0N35 right after. Look there.',
  ],
  'stopped-by-somebody-12': [
    '🛑 shop → production: stopped from outside after 5 of 12',
    '5 of 12 instances run 0123456 Sell umbrellas (#12); 1 was interrupted and may run either; 6 were not reached and run 89abcde.',
    'Ask who stopped it before you deploy again (CloudTrail knows: StopDeployment), or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'stopped-on-alarm-12': [
    '🚨 shop → production: stopped by an alarm after 5 of 12',
    '5 of 12 instances run 0123456 Sell umbrellas (#12); 1 was interrupted and may run either; 6 were not reached and run 89abcde.',
    'Look at the alarm, then deploy again, or put the old revision back with revision: d-K7MPR2TQX.',
  ],
  'partial-success-30': [
    '⚠️ shop → production: deployed, but failed on 2 of 30',
    '28 of 30 instances run 0123456 Sell umbrellas (#12); 2 failed and may run either.',
    'Correct what is below, then deploy with update-outdated-instances-only: true: that leaves out those that run it already.',
  ],
  'blue-green-waiting': [
    '⏸️ shop → production: 3 new instances ready, waiting for the traffic',
    'All 3 new instances have 0123456 Sell umbrellas (#12) and no traffic yet. The 3 original ones still have the traffic and run 89abcde.',
    'Look at them, then move the traffic: in the console, or with aws deploy continue-deployment --deployment-wait-type READY_WAIT --deployment-id d-A1B2C3D4E.',
  ],
  'blue-green-shifted': [
    '✅ shop → production: the traffic has moved',
    'All 3 new instances run 0123456 Sell umbrellas (#12). The 3 original ones have no traffic any more.',
    'Until what ran before is terminated, a stop with rollback in the console brings the traffic back.',
  ],
  'waited-1': [
    '✅ shop → production: deployed to 1 instance',
    'The instance runs 0123456 Sell umbrellas (#12). Before, it ran 89abcde.',
    '',
  ],
  'no-instances': [
    '❌ shop → production: failed',
    'No instance was reached. The instances run 89abcde, as far as there are any.',
    'Correct what is below and deploy again.',
  ],
  'left-12': [
    '⏩ shop → production: left to itself (5 of 12 done)',
    '5 of 12 instances run 0123456 Sell umbrellas (#12); 1 is being updated; 6 wait with 89abcde.',
    'The console shows how it ends.',
  ],
  registered: [
    '✅ shop: revision registered',
    '0123456 Sell umbrellas (#12) is known to shop. Nothing was deployed, because no deployment-group-name is set.',
    '',
  ],
  refused: [
    '❌ shop → production: not deployed',
    'Nothing was deployed. The instances run the revision of d-K7MPR2TQX (89abcde by its description).',
    '',
  ],
  'dry-run': [
    '🔍 shop → production: dry run',
    'Nothing was deployed. 0123456 Sell umbrellas (#12) would be deployed. The instances run 89abcde.',
    '',
  ],
};

function beginningOf(name: string): string[] {
  const page = pageOf(situations[name] ?? assert.fail(name));
  return [headingOf(page), whatRunsNow(page), nextStep(page)].map((text) => textOf(rendered(text)).trim());
}

for (const [name, expected] of Object.entries(beginnings)) {
  test(`the page of ${name} begins with what runs now`, () => {
    assert.deepEqual(beginningOf(name), expected);
  });
}

test('every situation has a beginning', () => {
  assert.deepEqual(Object.keys(beginnings), Object.keys(situations));
});
