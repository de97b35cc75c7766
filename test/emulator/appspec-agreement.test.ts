import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Behavior } from '../unit/appspec/rules/rule.ts';
import { rules } from '../unit/appspec/rules/rules.ts';
import type { Tree } from './fleet/bundle-fixture.ts';
import { type Deployed, type InstanceFixture, startInstance } from './fleet/instance-fixture.ts';

/** Holds the AppSpec check and the emulated agent against each other: neither was made after the other. */
for (const [subject, table] of Object.entries(rules)) {
  describe(`${subject}: the agent agrees with the check`, () => {
    for (const { name, breaks, keeps, says, agent } of table) {
      if (agent === 'unknown') continue;
      test(name, async () => {
        assert.ok(says[0] === 'warning' || agent !== 'deploys', 'an error for what the agent deploys');
        await assertBehavior(breaks, agent);
        await assertBehavior(keeps, 'deploys');
      });
    }
  });
}

async function assertBehavior(tree: Tree, behavior: Exclude<Behavior, 'unknown'>): Promise<void> {
  await using host = startInstance();
  const deployed = await host.deploy(tree);
  if (typeof behavior === 'object' && 'fails' in behavior) {
    assertFails(deployed, behavior.fails, behavior.message);
    return;
  }
  assert.equal(deployed.last.errorCode, 'Success', deployed.last.message);
  await assertAfterwards(host, tree, behavior);
}

async function assertAfterwards(
  host: InstanceFixture,
  tree: Tree,
  behavior: Exclude<Behavior, 'unknown' | { fails: string }>,
): Promise<void> {
  if (behavior === 'deploys') return;
  if ('otherwise' in behavior) behavior.otherwise(host);
  else assertFails(await host.deploy(tree), behavior.failsNext, behavior.message);
}

function assertFails({ events, last }: Deployed, event: string, message: RegExp): void {
  assert.equal(events.at(-1), event, last.message);
  assert.match(last.message, message);
}
